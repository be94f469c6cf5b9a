using System.Text.Json.Serialization;
using DigitForge.Runtime;

namespace DigitForge.Training;

/// <summary>The settings that all recipes share: the length of the run, the batch size, the samples and Adam's settings.</summary>
public abstract record TrainingRecipe
{
    /// <summary>The recipe's name, for titles and files.</summary>
    public required string Name { get; init; }

    /// <summary>The number of iterations in a run. One iteration trains on one batch; the article calls it an epoch.</summary>
    public int Iterations { get; init; } = 10_000;

    /// <summary>The number of real images in one iteration; for a GAN, also the number of fakes.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The number of iterations between samples. The first sample is drawn before the first iteration.</summary>
    public int SampleInterval { get; init; } = 1_000;

    /// <summary>The number of pictures in a sample: 4 x 4 in the article.</summary>
    public int SampleCount { get; init; } = 16;

    /// <summary>Adam's step size (Kingma and Ba 2014, arXiv:1412.6980: alpha), for all networks.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>
    /// The number of steps in which the learning rate rises linearly from 0 to <see cref="LearningRate"/>; 0 for the full rate from the
    /// first step on. Adam's first steps are based on few gradients, and attention and deep networks do not recover if those steps are large.
    /// </summary>
    // A checkpoint without this setting comes from a run without warm-up.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WarmUp { get; init; }

    /// <summary>How slowly Adam's mean of the gradients forgets, from 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly Adam's mean of the squared gradients forgets, from 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps Adam from dividing by zero; added where Keras adds it. Keras's default is 1e-7, torch's is 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>
    /// The fraction of the run, 0 to 1, after which the learning rate decays linearly to 0; 1 for no decay. The rate reaches 0 after the
    /// last of the <see cref="Iterations"/>, so a longer run learns nothing more. Networks that learn from noisy steps, or from each
    /// other, do not settle by themselves; smaller steps let them settle.
    /// </summary>
    public double DecayFrom { get; init; } = 1;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="OneSentenceException">A setting is out of range; the message names it.</exception>
    public virtual void Validate()
    {
        Setting.AtLeastOne(nameof(Iterations), Iterations);
        Setting.AtLeastOne(nameof(BatchSize), BatchSize);
        Setting.AtLeastOne(nameof(SampleInterval), SampleInterval);
        Setting.AtLeastOne(nameof(SampleCount), SampleCount);
        Setting.Require(LearningRate is > 0 and < double.PositiveInfinity, nameof(LearningRate), LearningRate, "a number above 0");
        Setting.Require(WarmUp >= 0, nameof(WarmUp), WarmUp, "0 or more");
        Setting.Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "0 or more and below 1");
        Setting.Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "0 or more and below 1");
        Setting.Require(Epsilon is > 0 and < double.PositiveInfinity, nameof(Epsilon), Epsilon, "a number above 0");
        Setting.Require(DecayFrom is >= 0 and <= 1, nameof(DecayFrom), DecayFrom, "0 to 1");
    }

    /// <summary>Adam's step size at one step, for a network that takes one step per iteration.</summary>
    /// <param name="step">The number of the step, from 1.</param>
    internal double LearningRateAt(int step) => LearningRate * Rise(step) * Fall(step);

    private double Rise(int step) => step < WarmUp ? (double)step / WarmUp : 1;

    private double Fall(int step)
    {
        double decayStart = DecayFrom * Iterations;
        return DecayFrom == 1 || step <= decayStart ? 1 : Math.Max(0, (Iterations + 1 - step) / (Iterations + 1 - decayStart));
    }
}
