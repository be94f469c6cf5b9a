using System.Text.Json.Serialization;
using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>The figures of many runs in one JSON file, which grows run by run. A run that is in the file need not be measured again.</summary>
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

    /// <summary>Opens a file, or creates a new one if it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="OneSentenceException">The file is damaged.</exception>
    public static FigureFile Open(string path) => new(path, JsonRows.Read<ModelFigures>(path, "figures"));

    /// <summary>Whether the file has the figures of a run.</summary>
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

/// <summary>The figures of 10,000 pictures from one training run of a model, and the cost of the run.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed of the run; for real digits, the seed that selects them.</param>
/// <param name="Cost">The cost of the run; null for real digits.</param>
/// <param name="FrechetDistance">The Frechet distance of the inspector's features; 0 is best.</param>
/// <param name="Critic">How often a fresh critic is right, 0 to 1; 0.5 is best.</param>
/// <param name="Precision">The fraction that looks real, 0 to 1.</param>
/// <param name="Recall">The fraction of the real pictures that can be generated, 0 to 1.</param>
/// <param name="Density">A more robust version of precision; 1 is as good as real.</param>
/// <param name="Coverage">A more robust version of recall, 0 to 1.</param>
/// <param name="Divergence">The divergence of the digits' shares from uniform, in nats; 0 is best.</param>
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

    /// <summary>Creates a row from an evaluation.</summary>
    /// <param name="result">The evaluation; its name is the model's.</param>
    /// <param name="seed">The seed of the run; for real digits, the seed that selects them.</param>
    /// <param name="cost">The cost of the run; null for real digits.</param>
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

/// <summary>The cost of a training run, and of drawing afterwards.</summary>
/// <param name="DrawingParameters">The number of trainable parameters that draw the pictures: the generator's, or the decoder's.</param>
/// <param name="OtherParameters">The number of parameters that are needed only for training: the discriminator's, or the encoder's.</param>
/// <param name="PicturesSeen">The number of real pictures that the run has seen, with repetitions: iterations times the batch size.</param>
/// <param name="TrainingSeconds">The training time in seconds.</param>
/// <param name="DrawingSeconds">The time to draw 1,000 pictures, in seconds.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ModelCost(long DrawingParameters, long OtherParameters, long PicturesSeen, double TrainingSeconds, double DrawingSeconds);
