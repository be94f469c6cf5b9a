using DigitForge.Teaching;
using NotebookRunner.Doctor;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The doctor reads the output of the series' own check.</summary>
public sealed class DoctorTests
{
    // The text is the interface between the two. NotebookRunner.Tests tests the doctor's side by itself.
    [Theory]
    [InlineData(FindingKind.Fine, Mark.Fine, "", "MNIST: 4 files")]
    [InlineData(FindingKind.Warning, Mark.Warning, "Fix it.", "MNIST: 4 files -> Fix it.")]
    [InlineData(FindingKind.Error, Mark.Error, "Fix it.", "MNIST: 4 files -> Fix it.")]
    internal void What_the_library_prints_the_doctor_reads(FindingKind kind, Mark mark, string fix, string text)
    {
        string line = new DigitForge.Teaching.Finding(kind, "MNIST", "4 files", fix).ToString();
        Assert.Equal(new NotebookRunner.Doctor.Finding(mark, text), NotebookRunner.Doctor.Finding.Parse(line));
    }

    [Fact]
    public async Task The_series_looks_at_this_machine_and_finds_that_it_runs()
    {
        var findings = await SeriesCheck.FindAsync(Series.Names.Select(row => Series.PathOf(row.Data)));
        Assert.All(findings, finding => Assert.NotEqual(Mark.Error, finding.Mark));
        foreach (string subject in new[] { ".NET SDK", "Native torch libraries", "Device", "Processor cores", "Free memory", "MNIST" })
            Assert.Contains(findings, finding => finding.Text.StartsWith(subject + ": ", StringComparison.Ordinal));
    }
}
