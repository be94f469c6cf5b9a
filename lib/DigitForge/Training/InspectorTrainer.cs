using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>
/// Trains an inspector. Its inputs are digits that were moved and, four times out of five, damaged in one way. It learns to classify the digit and
/// to estimate the amount of each kind of damage.
/// </summary>
/// <remarks>
/// The features have to show the damage that the inspector must estimate. They learn to ignore what it is not asked about: a shift, a rotation, a
/// little blur, a little less contrast. Dust and holes weigh more than blur and faintness, as the eye, too, notices a broken stroke sooner than a
/// blurred one. With the same seed, machine and thread count, the weights are the same bit for bit.
/// </remarks>
public static class InspectorTrainer
{
    // Applied to every picture, and not part of the inspector's answers.
    private const double MaxShift = 2;
    private const double MaxTurn = 15;
    private const double ForgivenBlur = 0.8;
    private const double ForgivenFaintness = 0.3;

    // The damage that the inspector has to estimate.
    private const double MaxDust = 0.1;
    private const double DarkestDust = 0.3;
    private const double MaxHoles = 0.5;
    private const double MaxBlur = 2;
    private const double MaxFaintness = 0.7;

    // Weak dust and holes are more frequent than strong ones, and have to be estimated just as exactly.
    private const double Power = 1.5;

    // In the order of the inspector's answers: dust, holes, blur, faintness.
    private static readonly float[] Weights = [4, 4, 0.3f, 0.5f];

    /// <summary>Trains an inspector and leaves it in inference mode.</summary>
    /// <param name="inspector">The inspector; its weights are changed in place.</param>
    /// <param name="data">Pictures of 28 x 28 pixels with labels 0 to 9; the caller owns them.</param>
    /// <param name="random">Draws the order of the pictures, their moves and their damage.</param>
    /// <param name="epochs">The number of passes over the data.</param>
    /// <param name="progress">Receives a report after every epoch, on this thread.</param>
    /// <exception cref="OneSentenceException">The number of epochs is below 1.</exception>
    /// <exception cref="OneSentenceException">
    /// The pictures do not have the size that the inspector expects, or there are too many classes.
    /// </exception>
    /// <exception cref="OneSentenceException">The loss is no longer a finite number.</exception>
    public static void Train(
        DigitInspector inspector, ImageDataSet data, torch.Generator random, int epochs = 2, IProgress<ClassifierProgress>? progress = null)
    {
        using var weights = torch.tensor(Weights);
        OneCycle.Run(inspector, data, random, epochs, progress, indices =>
        {
            var amounts = Amounts(indices.shape[0], random);
            var answers = inspector.call(Spoil(Move(data.Batch(indices), random), amounts, random));
            var reading = cross_entropy(answers[.., ..DigitClassifier.DigitCount], data.Labels.index_select(0, indices));
            var naming = ((answers[.., DigitClassifier.DigitCount..] - amounts).square().mean([0]) * weights).sum();
            return reading + naming;
        });
    }

    // float32 [B, 4]: the amounts of dust, holes, blur and faintness, from 0 for none up to 1. At most one of a picture's four is above 0.
    private static torch.Tensor Amounts(long count, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var kinds = torch.randint(DigitInspector.DamageCount + 1, [count], dtype: torch.int64, generator: random);
        var suffers = one_hot(kinds, DigitInspector.DamageCount + 1)[.., 1..];
        return (suffers * torch.rand(count, 1, generator: random)).MoveToOuterDisposeScope();
    }

    // Imitates another hand, another pen and another scanner.
    private static torch.Tensor Move(torch.Tensor images, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var moved = Damage.Move(images, Uniform(-MaxShift, MaxShift), Uniform(-MaxShift, MaxShift), Uniform(-MaxTurn, MaxTurn));
        return Damage.Faintness(Damage.Blur(moved, Uniform(0, ForgivenBlur) * Half()), Uniform(0, ForgivenFaintness) * Half()).MoveToOuterDisposeScope();

        torch.Tensor Uniform(double from, double to) => (torch.rand(images.shape[0], generator: random) * (to - from)) + from;

        // 1 for half of the pictures, 0 for the others.
        torch.Tensor Half() => torch.rand(images.shape[0], generator: random).lt(0.5);
    }

    private static torch.Tensor Spoil(torch.Tensor images, torch.Tensor amounts, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var (dust, holes, blur, faintness) = (amounts[.., 0], amounts[.., 1], amounts[.., 2], amounts[.., 3]);
        var soft = Damage.Faintness(Damage.Blur(images, blur * MaxBlur), faintness * MaxFaintness);
        var broken = Damage.Holes(soft, holes.pow(Power) * MaxHoles, random);
        // A speck of dust may be grey.
        var grey = DarkestDust + (torch.rand(images.shape[0], 1, generator: random) * (1 - DarkestDust));
        var grains = Damage.Dust(torch.zeros_like(images), dust.pow(Power) * MaxDust, random) * grey;
        return torch.maximum(broken, grains).MoveToOuterDisposeScope();
    }
}
