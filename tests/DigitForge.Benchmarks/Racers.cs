using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>Something that trains against the clock and shows its pictures every few seconds.</summary>
internal interface IRacer
{
    /// <summary>Its name, for tables.</summary>
    string Name { get; }

    /// <summary>Trains from fresh weights. Between two stops it stands still until the next one is asked for.</summary>
    /// <returns>
    /// At each stop the seconds of training so far and the pictures, float32 [N, 784], 0 to 1, of 256 greys; the caller owns them.
    /// </returns>
    IEnumerable<(double Seconds, torch.Tensor Pictures)> Train(RaceSettings settings);
}

/// <summary>DigitForge's own recipe.</summary>
/// <param name="data">The training images.</param>
internal sealed class OurRacer(ImageDataSet data) : IRacer
{
    public string Name => "DigitForge";

    public IEnumerable<(double Seconds, torch.Tensor Pictures)> Train(RaceSettings settings)
    {
        var random = TorchRuntime.Random(settings.Seed);
        var (recipe, generator, discriminator) = Series.MakeGan("quick", random);
        using var firstNetwork = generator;
        using var secondNetwork = discriminator;
        using var gan = Gan.Compile(generator, discriminator, recipe);
        using var trainer = new GanTrainer(gan, data, random);
        foreach (double seconds in TimedRun.Stops(trainer, settings.Every, settings.Limit))
            yield return (seconds, Speedrun.Draw(gan, RaceSettings.Pictures, random));
    }
}

/// <summary>A script under <c>peers/</c>, which writes its pictures to files and waits until they have been measured.</summary>
/// <param name="python">The Python that has its libraries.</param>
/// <param name="script">The script's name.</param>
internal sealed class PeerRacer(string python, string script) : IRacer
{
    public string Name => Path.GetFileNameWithoutExtension(script).Replace('_', ' ');

    public IEnumerable<(double Seconds, torch.Tensor Pictures)> Train(RaceSettings settings)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(python,
        [
            RepositoryFolder.File("tests", "DigitForge.Benchmarks", "peers", script), folder.Path, "--data", RepositoryFolder.File("data", "mnist"), "--ask",
            .. Invariant("--every", settings.Every), .. Invariant("--limit", settings.Limit), .. Invariant("--seed", settings.Seed), .. Invariant("--pictures", RaceSettings.Pictures),
        ]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Without this, Python leaves a folder of compiled scripts in the repository. DigitForge's own spin is not passed on: a reader's Python has none.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Started(start);
        if (process is null)
            yield break;
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                double seconds = (double)JsonNode.Parse(line)!["seconds"]!;
                string file = Directory.GetFiles(folder.Path, "*.pictures").Max(StringComparer.Ordinal)!;
                yield return (seconds, Read(file));
                process.StandardInput.WriteLine();
                process.StandardInput.Flush();
            }
        }
        finally
        {
            process.StandardInput.Close();
            process.WaitForExit();
        }
    }

    private static Process? Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception error)
        {
            Console.Error.WriteLine($"{start.FileName}: {error.Message}");
            return null;
        }
    }

    private static string[] Invariant(string option, double value) => [option, FormattableString.Invariant($"{value}")];

    private static torch.Tensor Read(string file)
    {
        using var bytes = torch.tensor(File.ReadAllBytes(file));
        using var pixels = bytes.to(torch.float32);
        return pixels.div(255).reshape(-1, DigitImage.PixelCount);
    }
}
