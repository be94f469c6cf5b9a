using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using TorchSharp.PyBridge;
using Xunit;

namespace DigitForge.Tests.PyTorch;

/// <summary>PyTorch's own files, which TorchSharp.PyBridge reads and writes, and that package beside the library.</summary>
public sealed class PyBridgeTests : IDisposable
{
    private static readonly string Script = RepositoryFolder.File("tests", "DigitForge.Tests", "PyTorch", "pickles.py");

    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("TorchSharp.dll")]
    [InlineData("TorchSharp.PyBridge.dll")]
    [InlineData("Razorvine.Pickle.dll")]
    [InlineData("TqdmSharp.dll")]
    public void It_lies_once_in_the_folder_of_the_library(string file) =>
        Assert.Equal(Path.Combine(LibraryFolder.Path, file), Assert.Single(Directory.GetFiles(LibraryFolder.Path, file, SearchOption.AllDirectories)));

    // If a version differs, the compiler shows the reader a warning for each cell, and a notebook host does not find the assembly.
    [Fact]
    public void Whatever_in_that_folder_uses_TorchSharp_names_the_one_that_lies_there()
    {
        var own = AssemblyName.GetAssemblyName(Path.Combine(LibraryFolder.Path, "TorchSharp.dll")).Version;
        var named = Directory.GetFiles(LibraryFolder.Path, "*.dll").SelectMany(TorchSharpIn).ToDictionary();
        Assert.Equal(["DigitForge.dll", "TorchSharp.PyBridge.dll"], named.Keys.Order(StringComparer.Ordinal));
        Assert.All(named.Values, version => Assert.Equal(own, version));
    }

    // Scripts search the library's folder only for assemblies that the library references.
    [Fact]
    public void A_cell_that_references_the_library_finds_PyBridge() =>
        Assert.Contains(typeof(PyBridgeModuleExtensions), typeof(ModuleWeights).Assembly.GetForwardedTypes());

    [Fact]
    public void Networks_come_back_from_a_pth_file_to_the_last_bit()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (network, fresh) in new (torch.nn.Module, torch.nn.Module)[]
            { (new Generator(random), new Generator(random)), (new Discriminator(random), new Discriminator(random)), (new ConvGenerator(random), new ConvGenerator(random)),
              (LivelyFlow.Create(random), LivelyFlow.Create(random)) })
        {
            float[] weights = Weights.Read(network);
            Assert.NotEqual(weights, Weights.Read(fresh));
            network.save_py(folder.File("network.pth"));
            fresh.load_py(folder.File("network.pth"));
            Assert.Equal(weights.Select(BitConverter.SingleToInt32Bits), Weights.Read(fresh).Select(BitConverter.SingleToInt32Bits));
            var loaded = fresh.state_dict();
            Assert.All(network.state_dict(), pair => Assert.True(pair.Value.Equals(loaded[pair.Key]), pair.Key));
        }
    }

    [Fact]
    public async Task PyTorch_reads_what_is_saved_here_and_what_it_saves_is_loaded_here()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new Generator(random);
        using var fresh = new Generator(random);
        generator.save_py(folder.File("generator.pth"));

        // The script loads the file into its own network, adds 1 to each number, and saves the result.
        await Python.WithTorch.RequireAsync(Script, "add-one", Python.PyTorchScripts, folder.Path);

        fresh.load_py(folder.File("from-pytorch.pth"));
        Assert.Equal(Weights.Read(generator).Select(weight => weight + 1), Weights.Read(fresh));
    }

    [Fact]
    public async Task A_pickle_that_runs_a_command_in_Python_is_refused_and_runs_none_here()
    {
        await Python.WithTorch.RequireAsync(Script, "commands", Python.PyTorchScripts, folder.Path);

        using var generator = new Generator(random);
        string[] files = Directory.GetFiles(folder.Path, "command-*.pth");
        Assert.Equal(3, files.Length);
        Assert.All(files, file =>
        {
            Assert.True(File.Exists(file + ".ran-in-python"), file);
            Assert.Contains("ClassDict", Assert.ThrowsAny<Exception>(() => generator.load_py(file)).Message, StringComparison.Ordinal);
            Assert.False(File.Exists(file + ".ran"), file);
        });
    }

    private static IEnumerable<KeyValuePair<string, Version>> TorchSharpIn(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            yield break;
        var metadata = file.GetMetadataReader();
        foreach (var reference in metadata.AssemblyReferences.Select(metadata.GetAssemblyReference))
        {
            if (metadata.GetString(reference.Name) == "TorchSharp")
                yield return new(Path.GetFileName(path), reference.Version);
        }
    }
}
