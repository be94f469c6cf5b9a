using NotebookRunner.Doctor;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The doctor understands what the series' own check says.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task The_series_looks_at_this_machine_and_finds_that_it_runs()
    {
        var findings = await SeriesCheck.FindAsync(Series.Names.Select(row => Series.PathOf(row.Data)));
        Assert.All(findings, finding => Assert.NotEqual(Mark.Error, finding.Mark));
        foreach (string subject in new[] { ".NET SDK", "Native torch libraries", "Device", "Processor cores", "Free memory", "MNIST" })
            Assert.Contains(findings, finding => finding.Text.StartsWith(subject + ": ", StringComparison.Ordinal));
    }
}
