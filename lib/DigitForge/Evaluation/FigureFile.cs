using System.Text.Json;
using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>The figures of many runs in one JSON file, which grows run by run: what is in it need not be measured again.</summary>
public sealed class FigureFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string path;
    private readonly List<ModelFigures> rows;

    private FigureFile(string path, List<ModelFigures> rows)
    {
        this.path = path;
        this.rows = rows;
    }

    /// <summary>The runs, in the order in which they were added.</summary>
    public IReadOnlyList<ModelFigures> Rows => rows;

    /// <summary>Opens a file, or begins a new one where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="OneSentenceException">The file is damaged.</exception>
    public static FigureFile Open(string path)
    {
        try
        {
            return new FigureFile(path, File.Exists(path) ? JsonSerializer.Deserialize<List<ModelFigures>>(File.ReadAllText(path), Readable) ?? [] : []);
        }
        catch (JsonException damage)
        {
            throw new OneSentenceException($"{path}: found no list of figures in line {damage.LineNumber + 1}; expected the file as it was written, or none.");
        }
    }

    /// <summary>Whether a run's figures are known.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="seed">The run's seed.</param>
    public bool Has(string model, int seed) => rows.Any(row => row.Model == model && row.Seed == seed);

    /// <summary>Adds a run and writes the file, whole or not at all.</summary>
    /// <param name="row">The run's figures.</param>
    public void Add(ModelFigures row)
    {
        rows.Add(row);
        WholeFile.Write(path, beside => File.WriteAllText(beside, JsonSerializer.Serialize(rows, Readable) + "\n"));
    }
}

/// <summary>What one training run of a model cost, and the figures of its 10,000 pictures.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed of the run; of real digits, which ones were chosen.</param>
/// <param name="Parameters">How many trainable parameters draw the pictures; null for real digits.</param>
/// <param name="TrainingSeconds">How long the training took; null for real digits.</param>
/// <param name="FrechetDistance">The Frechet distance of digit features; 0 is best.</param>
/// <param name="Precision">The fraction that looks real, 0 to 1.</param>
/// <param name="Recall">The fraction of the real pictures that can be drawn, 0 to 1.</param>
/// <param name="Density">A more robust measure of the same as precision; 1 is as good as real.</param>
/// <param name="Coverage">A more robust measure of the same as recall, 0 to 1.</param>
/// <param name="Divergence">The divergence of the digits' shares from a tenth each, in nats; 0 is best.</param>
/// <param name="DigitShares">The fraction of the pictures that show each digit, from 0 to 9.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ModelFigures(
    string Model,
    int Seed,
    long? Parameters,
    double? TrainingSeconds,
    double FrechetDistance,
    double Precision,
    double Recall,
    double Density,
    double Coverage,
    double Divergence,
    IReadOnlyList<double> DigitShares)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Model}, seed {Seed}: Frechet distance {FrechetDistance:F2}, precision {Precision:P1}, recall {Recall:P1}");

    /// <summary>Takes the figures that a table shows from an evaluation.</summary>
    /// <param name="result">What was measured; its name is the model's.</param>
    /// <param name="seed">The seed of the run; of real digits, which ones were chosen.</param>
    /// <param name="parameters">How many trainable parameters draw the pictures; null for real digits.</param>
    /// <param name="training">How long the training took; null for real digits.</param>
    public static ModelFigures From(EvaluationResult result, int seed, long? parameters = null, TimeSpan? training = null) => new(
        result.Name,
        seed,
        parameters,
        training?.TotalSeconds,
        result.DigitFrechetDistance,
        result.PrecisionRecall.Precision,
        result.PrecisionRecall.Recall,
        result.DensityCoverage.Density,
        result.DensityCoverage.Coverage,
        result.DigitShares.DivergenceFromUniform,
        result.DigitShares.Shares);
}
