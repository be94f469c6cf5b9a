using DigitForge.Display;
using Shared;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class NotebookHostTests
{
    [Fact]
    public void The_host_has_its_name_and_outside_a_cell_there_is_none()
    {
        Assert.Null(NotebookHost.Name);
        using var cell = RunningCell.Begin();
        Assert.Equal(".NET Interactive", NotebookHost.Name);
    }
}
