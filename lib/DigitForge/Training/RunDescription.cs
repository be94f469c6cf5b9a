using System.Globalization;
using System.Text.Json;
using DigitForge.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>The texts in a checkpoint that say which run it belongs to.</summary>
internal static class RunDescription
{
    /// <summary>The version of what a checkpoint holds.</summary>
    private const string Version = "2";

    // Another number of threads adds up in another order, another torch may do so.
    private static readonly string[] Machine = ["threads", "libtorch"];

    /// <summary>The texts for a checkpoint of this run.</summary>
    public static Dictionary<string, string> Of(GanTrainer trainer)
    {
        var texts = new Dictionary<string, string>
        {
            ["format"] = "DigitForge training checkpoint",
            ["version"] = Version,
            ["data"] = $"{trainer.Data}",
            ["seed"] = $"{trainer.Random.initial_seed()}",
            ["threads"] = $"{torch.get_num_threads()}",
            ["libtorch"] = torch.__version__,
            ["generator"] = Layers(trainer.Gan.Generator),
            ["discriminator"] = Layers(trainer.Gan.Discriminator),
        };
        foreach (var setting in JsonSerializer.SerializeToElement(trainer.Recipe).EnumerateObject())
            texts[setting.Name] = $"{setting.Value}";
        return texts;
    }

    /// <summary>Requires that a checkpoint belongs to this run.</summary>
    /// <param name="file">The checkpoint's name, for the message.</param>
    /// <param name="found">Its texts.</param>
    /// <param name="trainer">The run.</param>
    /// <returns>What is different on this machine, as a sentence with a space before it; empty where nothing is.</returns>
    /// <exception cref="CheckpointException">It is another run's; the message names the first setting that differs.</exception>
    public static string Require(string file, IReadOnlyDictionary<string, string> found, GanTrainer trainer)
    {
        string[] free = Free(trainer.Recipe);
        var differences = Of(trainer)
            .Where(text => !free.Contains(text.Key) && found.GetValueOrDefault(text.Key) != text.Value)
            .Select(text => (Setting: text.Key, Found: found.GetValueOrDefault(text.Key) is { } other ? Quote.Name(other) : "none", Expected: text.Value))
            .ToLookup(difference => Machine.Contains(difference.Setting));

        if (differences[false].Any())
        {
            var (setting, other, expected) = differences[false].First();
            throw new CheckpointException($"{file}: found the {setting} {other}, expected '{expected}', which this run has: it is another run's checkpoint, so choose another folder, or delete this one to begin anew.");
        }

        return differences[true].Any()
            ? $" The rest may differ in the last digits from a run without interruption: {string.Join(", ", differences[true].Select(d => $"{d.Setting} {d.Found} then, '{d.Expected}' now"))}."
            : "";
    }

    // What the run is called does not change what an iteration does, and how long it is only where the learning rate falls towards its end.
    private static string[] Free(TrainingRecipe recipe) => recipe.DecayFrom < 1
        ? [nameof(TrainingRecipe.Name)]
        : [nameof(TrainingRecipe.Name), nameof(TrainingRecipe.Iterations)];

    // Layers without weights, a leaky rectifier for one, leave no other trace in a checkpoint.
    private static string Layers(Sequential network) =>
        string.Join(", ", network.named_children().Select(layer => $"{layer.name} {Describe(layer.module)}"));

    private static string Describe(torch.nn.Module layer) => layer is LeakyReLU leaky
        ? string.Create(CultureInfo.InvariantCulture, $"LeakyReLU {leaky.negative_slope}")
        : layer.GetType().Name;
}
