namespace DigitForge.Evaluation;

/// <summary>What one training run of a model cost, and what its 10,000 pictures were worth.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed of the run; of real digits, which ones were chosen.</param>
/// <param name="Parameters">How many trainable parameters draw the pictures; null for real digits.</param>
/// <param name="TrainingSeconds">How long the training took; null for real digits.</param>
/// <param name="FrechetDistance">The Frechet distance of digit features; 0 is best.</param>
/// <param name="Precision">The part that looks real, 0 to 1.</param>
/// <param name="Recall">The part of what is real that can be drawn, 0 to 1.</param>
/// <param name="Density">Precision, asked more robustly; 1 is as good as real.</param>
/// <param name="Coverage">Recall, asked more robustly, 0 to 1.</param>
/// <param name="Divergence">The divergence of the digits' shares from a tenth each, in nats; 0 is best.</param>
/// <param name="DigitShares">The part of the pictures that shows each digit, from 0 to 9.</param>
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
    /// <summary>Keeps what a table shows of an evaluation.</summary>
    /// <param name="result">What was measured; its name is the model's.</param>
    /// <param name="seed">The seed of the run; of real digits, which ones were chosen.</param>
    /// <param name="parameters">How many trainable parameters draw the pictures; null for real digits.</param>
    /// <param name="training">How long the training took; null for real digits.</param>
    public static ModelFigures Of(EvaluationResult result, int seed, long? parameters = null, TimeSpan? training = null) => new(
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
