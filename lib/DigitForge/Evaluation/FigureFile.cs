using System.Text.Json.Serialization;
using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>The figures of many runs in one JSON file, which grows run by run: what is in it need not be measured again.</summary>
public sealed class FigureFile
{
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
    public static FigureFile Open(string path) => new(path, JsonRows.Read<ModelFigures>(path, "figures"));

    /// <summary>Whether a run's figures are known.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="seed">The run's seed.</param>
    public bool Has(string model, int seed) => rows.Any(row => row.Model == model && row.Seed == seed);

    /// <summary>Adds a run and writes the file, whole or not at all.</summary>
    /// <param name="row">The run's figures.</param>
    public void Add(ModelFigures row)
    {
        rows.Add(row);
        JsonRows.Write(path, rows);
    }
}

/// <summary>The figures of 10,000 pictures of one training run of a model, and what they cost.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed of the run; of real digits, which ones were chosen.</param>
/// <param name="Cost">What the run cost; null for real digits.</param>
/// <param name="FrechetDistance">The Frechet distance of the inspector's features; 0 is best.</param>
/// <param name="Critic">How often a fresh critic is right, 0 to 1; 0.5 is best.</param>
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
    ModelCost? Cost,
    double FrechetDistance,
    double Critic,
    double Precision,
    double Recall,
    double Density,
    double Coverage,
    double Divergence,
    IReadOnlyList<double> DigitShares)
{
    /// <summary>The model's name in the reader's language; files keep the English one.</summary>
    [JsonIgnore]
    public string ModelName => Language.Known(Model);

    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        Language.Text($"{ModelName}, seed {Seed}: Frechet distance {FrechetDistance:F2}, fresh critic {Critic:P1}, precision {Precision:P1}, recall {Recall:P1}");

    /// <summary>Takes the figures that a table shows from an evaluation.</summary>
    /// <param name="result">What was measured; its name is the model's.</param>
    /// <param name="seed">The seed of the run; of real digits, which ones were chosen.</param>
    /// <param name="cost">What the run cost; null for real digits.</param>
    public static ModelFigures From(EvaluationResult result, int seed, ModelCost? cost = null) => new(
        result.Name,
        seed,
        cost,
        result.FrechetDistance,
        result.Critic.Accuracy,
        result.PrecisionRecall.Precision,
        result.PrecisionRecall.Recall,
        result.DensityCoverage.Density,
        result.DensityCoverage.Coverage,
        result.DigitShares.DivergenceFromUniform,
        result.DigitShares.Shares);
}

/// <summary>What a training run costs, and what drawing costs afterwards.</summary>
/// <param name="DrawingParameters">How many trainable parameters draw the pictures: the generator's, or the decoder's.</param>
/// <param name="OtherParameters">How many more are trained and no longer needed for drawing: the discriminator's, or the encoder's.</param>
/// <param name="PicturesSeen">How many real pictures the run has seen, repetitions included: iterations times the batch size.</param>
/// <param name="TrainingSeconds">How long the training took.</param>
/// <param name="DrawingSeconds">How long it takes to draw 1,000 pictures.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ModelCost(long DrawingParameters, long OtherParameters, long PicturesSeen, double TrainingSeconds, double DrawingSeconds);
