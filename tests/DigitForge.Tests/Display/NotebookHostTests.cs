using DigitForge.Display;
using Microsoft.DotNet.Interactive;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class NotebookHostTests
{
    [Fact]
    public void What_stands_in_for_NET_Interactive_is_called_by_its_assemblys_name_and_nothing_by_none()
    {
        Assert.Null(NotebookHost.Name);
        using var cell = KernelInvocationContext.Open();
        Assert.Equal("DigitForge.Tests", NotebookHost.Name);
    }
}
