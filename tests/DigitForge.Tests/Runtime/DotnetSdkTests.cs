using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Runtime;

public sealed class DotnetSdkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_version_is_found_with_nothing_on_the_PATH()
    {
        string? before = Environment.GetEnvironmentVariable("PATH");
        string? expected = DotnetSdk.FindVersion();
        Environment.SetEnvironmentVariable("PATH", folder.Path);
        try
        {
            Assert.StartsWith("10.", expected, StringComparison.Ordinal);
            Assert.Equal(expected, DotnetSdk.FindVersion());
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    [Fact]
    public void A_launcher_and_a_dotnet_without_SDK_are_passed_over()
    {
        string launcher = Program("tool/dotnet-interactive", hasSdk: true);
        string runtimeOnly = Program("runtime/dotnet", hasSdk: false);
        string whole = Program("whole/dotnet", hasSdk: true);
        Assert.Equal(whole, DotnetSdk.FirstWithSdk(launcher, null, runtimeOnly, folder.File("none/dotnet"), whole));
        Assert.Equal("dotnet", DotnetSdk.FirstWithSdk(launcher, null, runtimeOnly));
    }

    private string Program(string name, bool hasSdk)
    {
        string path = folder.File(OperatingSystem.IsWindows() ? name + ".exe" : name);
        string place = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(hasSdk ? Path.Combine(place, "sdk") : place);
        File.WriteAllText(path, "");
        return path;
    }
}
