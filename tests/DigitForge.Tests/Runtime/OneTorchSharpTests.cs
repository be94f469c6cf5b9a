using System.Reflection;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Runtime;

public sealed class OneTorchSharpTests
{
    private static readonly AssemblyName Own = typeof(torch).Assembly.GetName();

    [Fact]
    public void Whoever_asks_for_an_older_TorchSharp_gets_the_one_that_is_here()
    {
        Assert.Same(typeof(torch).Assembly, OneTorchSharp.Answer(new AssemblyName($"TorchSharp, Version=0.103.0.0, Culture=neutral")));
        Assert.Same(typeof(torch).Assembly, OneTorchSharp.Answer(Own));
    }

    [Fact]
    public void A_later_one_and_another_library_are_left_to_others()
    {
        var later = new AssemblyName("TorchSharp") { Version = new Version(Own.Version!.Major, Own.Version.Minor + 1) };
        Assert.Null(OneTorchSharp.Answer(later));
        Assert.Null(OneTorchSharp.Answer(new AssemblyName("Razorvine.Pickle, Version=1.5.0.0")));
    }
}
