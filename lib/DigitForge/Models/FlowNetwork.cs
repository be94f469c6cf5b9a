using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A U-Net that predicts the velocity of a picture on its way from noise to a digit: the direction in which it should move. Its inputs are
/// the picture, the time, from 0 for noise to 1 for a finished picture, and the digit to draw.
/// </summary>
/// <remarks>
/// <para>The U-Net is that of Ronneberger et al. 2015, arXiv:1505.04597, adapted to small pictures. Each patch of 2 x 2 pixels becomes the
/// four channels of one position, so the upper level works on 14 x 14 positions; the lower level, with 7 x 7, sees large parts of the
/// digit. The blocks are residual (He et al. 2015, arXiv:1512.03385) with group normalization (Wu and He 2018, arXiv:1803.08494). Time and
/// digit scale and shift what each block computes, between its two convolutions (Perez et al. 2017, arXiv:1709.07871), as in Dhariwal and
/// Nichol 2021, arXiv:2105.05233.</para>
/// <para>A picture on its way is float32 [B, 784] with ink at 1 and paper at -1. Noise is standard normal. With a width of 32 the network
/// has 336,548 parameters.</para>
/// </remarks>
public sealed class FlowNetwork : Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor>
{
    /// <summary>The side length of a patch in pixels. A patch becomes the channels of one position.</summary>
    internal const int Patch = 2;

    private readonly FlowCondition condition;
    private readonly Conv2d enter;
    private readonly FlowBlock outer;
    private readonly Conv2d smaller;
    private readonly FlowBlock inner1;
    private readonly FlowBlock inner2;
    private readonly ConvTranspose2d larger;
    private readonly FlowBlock joined;
    private readonly GroupNorm norm;
    private readonly Conv2d exit;

    /// <summary>Creates a network with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same network.</param>
    /// <param name="labelCount">The number of labels that it can draw.</param>
    /// <param name="width">The number of 14 x 14 feature maps, a multiple of 8. There are twice as many 7 x 7 maps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of labels is below 1, or the width is not a positive multiple of 8.</exception>
    public FlowNetwork(torch.Generator random, int labelCount = 10, int width = 32)
        : base(nameof(FlowNetwork))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 8);
        ArgumentOutOfRangeException.ThrowIfNotEqual(width % 8, 0, nameof(width));
        LabelCount = labelCount;

        // TorchSharp 0.107.0 leaks a tensor when it creates a convolution with a bias, so the scope disposes it. The layers take their
        // parameters out of the scope.
        using var scope = torch.NewDisposeScope();
        condition = new FlowCondition(labelCount);
        enter = Conv2d(Patch * Patch, width, 3, padding: 1);
        outer = new FlowBlock(width, width);
        smaller = Conv2d(width, 2 * width, 4, stride: 2, padding: 1);
        inner1 = new FlowBlock(2 * width, 2 * width);
        inner2 = new FlowBlock(2 * width, 2 * width);
        larger = ConvTranspose2d(2 * width, width, 4, stride: 2, padding: 1);
        joined = new FlowBlock(2 * width, width);
        norm = Groups.Norm(width);
        exit = Conv2d(width, Patch * Patch, 3, padding: 1);
        RegisterComponents();
        HeNormal.Initialize(this, random);
        // At first every block passes its input on unchanged, and the velocity is 0 everywhere: training decides what to add.
        foreach (var block in new[] { outer, inner1, inner2, joined })
            block.StartAsNothing();
        Groups.Zero(exit.weight);
    }

    /// <summary>The number of labels that it can draw. As a label, this number means "any digit".</summary>
    public int LabelCount { get; }

    /// <summary>Predicts the velocity of pictures on their way.</summary>
    /// <param name="pictures">float32 [B, 784].</param>
    /// <param name="times">float32 [B], 0 to 1.</param>
    /// <param name="labels">int64 [B], 0 to <see cref="LabelCount"/>; the last one means "any digit".</param>
    /// <returns>float32 [B, 784]; the caller owns it.</returns>
    public override torch.Tensor forward(torch.Tensor pictures, torch.Tensor times, torch.Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var told = condition.call(times, labels);
        var places = functional.pixel_unshuffle(pictures.reshape(-1, 1, DigitImage.Side, DigitImage.Side), Patch);
        var fine = outer.call(enter.call(places), told);
        var coarse = inner2.call(inner1.call(smaller.call(fine), told), told);
        var both = joined.call(torch.cat([larger.call(coarse), fine], dim: 1), told);
        var velocity = functional.pixel_shuffle(exit.call(functional.silu(norm.call(both))), Patch);
        return velocity.reshape(-1, DigitImage.PixelCount).MoveToOuterDisposeScope();
    }
}

/// <summary>The condition of a block: the time as 16 sines and 16 cosines and the digit as a one-hot row, passed through two dense layers.</summary>
internal sealed class FlowCondition : Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    /// <summary>The size of the condition vector.</summary>
    public const int Size = 128;

    private const int Waves = 16;

    // From time 0 to time 1 the slowest wave completes less than one turn, the fastest some 160.
    private const double Slowest = 1;
    private const double Fastest = 1_000;

    private readonly int labelCount;
    private readonly Linear dense1;
    private readonly Linear dense2;

    public FlowCondition(int labelCount)
        : base(nameof(FlowCondition))
    {
        this.labelCount = labelCount;
        dense1 = Linear((2 * Waves) + labelCount + 1, Size);
        dense2 = Linear(Size, Size);
        RegisterComponents();
    }

    /// <summary>The angle in radians that each wave turns from time 0 to time 1: float32 [16]; the caller owns it.</summary>
    public static torch.Tensor Frequencies() => torch.logspace(Math.Log10(Slowest), Math.Log10(Fastest), Waves);

    /// <summary>float32 [B] and int64 [B] -> float32 [B, 128].</summary>
    public override torch.Tensor forward(torch.Tensor times, torch.Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var angles = times.unsqueeze(1) * Frequencies();
        var input = torch.cat([angles.sin(), angles.cos(), OneHot.Encode(labels, labelCount + 1)], dim: 1);
        return functional.silu(dense2.call(functional.silu(dense1.call(input)))).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A residual block: it adds to its input what it computes from the input and the condition. float32 [B, inputs, H, W] ->
/// float32 [B, outputs, H, W].
/// </summary>
internal sealed class FlowBlock : Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Linear told;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? shortcut;

    public FlowBlock(int inputs, int outputs)
        : base(nameof(FlowBlock))
    {
        norm1 = Groups.Norm(inputs);
        conv1 = Conv2d(inputs, outputs, 3, padding: 1);
        told = Linear(FlowCondition.Size, 2 * outputs);
        norm2 = Groups.Norm(outputs);
        conv2 = Conv2d(outputs, outputs, 3, padding: 1);
        shortcut = inputs == outputs ? null : Conv2d(inputs, outputs, 1);
        RegisterComponents();
    }

    /// <summary>Sets the last weights to 0, so that an untrained block passes its input on unchanged.</summary>
    public void StartAsNothing()
    {
        Groups.Zero(told.weight);
        Groups.Zero(conv2.weight);
    }

    public override torch.Tensor forward(torch.Tensor input, torch.Tensor condition)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = norm2.call(conv1.call(functional.silu(norm1.call(input))));
        var scaleAndShift = told.call(condition).unsqueeze(2).unsqueeze(3).chunk(2, dim: 1);
        var changed = conv2.call(functional.silu((hidden * (scaleAndShift[0] + 1)) + scaleAndShift[1]));
        return ((shortcut?.call(input) ?? input) + changed).MoveToOuterDisposeScope();
    }
}

/// <summary>Group normalization with eight groups, initialized as in its paper.</summary>
internal static class Groups
{
    private const int Count = 8;

    /// <summary>Creates a layer with scales of 1 and shifts of 0, which TorchSharp 0.107.0 leaves uninitialized.</summary>
    public static GroupNorm Norm(int channels)
    {
        var layer = GroupNorm(Count, channels);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (name, parameter) in layer.named_parameters())
            parameter.fill_(name == "weight" ? 1 : 0);
        return layer;
    }

    /// <summary>Sets weights to 0.</summary>
    public static void Zero(torch.Tensor weights)
    {
        using var noGradient = torch.no_grad();
        using var same = weights.zero_();
    }
}
