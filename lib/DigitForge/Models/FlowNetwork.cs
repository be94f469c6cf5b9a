using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A U-Net that says in which direction a picture on its way from noise to a digit should move: its velocity. It looks at the picture, at
/// the time, 0 for noise to 1 for a finished picture, and at the digit that it is asked for.
/// </summary>
/// <remarks>
/// <para>The U-Net is that of Ronneberger et al. 2015, arXiv:1505.04597, for small pictures: 2 x 2 pixels become the four values of one place, so that it
/// works on 14 x 14 places; one level further down, on 7 x 7, it sees the whole digit. The blocks are residual (He et al. 2015, arXiv:1512.03385) with group
/// normalization (Wu and He 2018, arXiv:1803.08494), and time and digit scale and shift what each block sees (Perez et al. 2017, arXiv:1709.07871),
/// as in Dhariwal and Nichol 2021, arXiv:2105.05233.</para>
/// <para>A picture on its way is float32 [B, 784] with ink at 1 and paper at -1; noise is standard normal. It has 336,548 parameters with a width of 32.</para>
/// </remarks>
public sealed class FlowNetwork : Module<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor>
{
    /// <summary>How many pixels down and across become the values of one place.</summary>
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

    /// <summary>Makes a network with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same network.</param>
    /// <param name="labelCount">How many different labels it can be asked for.</param>
    /// <param name="width">The number of feature maps of 14 x 14, a multiple of 8; of 7 x 7 there are twice as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of labels is below 1, or the width is no multiple of 8 above 0.</exception>
    public FlowNetwork(torch.Generator random, int labelCount = 10, int width = 32)
        : base(nameof(FlowNetwork))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 8);
        ArgumentOutOfRangeException.ThrowIfNotEqual(width % 8, 0, nameof(width));
        LabelCount = labelCount;

        // A convolution with a bias leaves a tensor behind when it is made (TorchSharp 0.107.0). The layers take their parameters out of the scope.
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
        // At first every block passes on what it gets, and the velocity is 0 everywhere: training decides what to add.
        foreach (var block in new[] { outer, inner1, inner2, joined })
            block.StartAsNothing();
        Groups.Zero(exit.weight);
    }

    /// <summary>How many different labels it can be asked for. This number itself stands for "any of them".</summary>
    public int LabelCount { get; }

    /// <summary>The velocity of pictures on their way.</summary>
    /// <param name="pictures">float32 [B, 784].</param>
    /// <param name="times">float32 [B], 0 to 1.</param>
    /// <param name="labels">int64 [B], 0 to <see cref="LabelCount"/>; the last one stands for "any digit".</param>
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

/// <summary>What a block is told: the time as 16 sines and 16 cosines and the digit as a one-hot row, through two dense layers.</summary>
internal sealed class FlowCondition : Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    /// <summary>How many numbers a block is told.</summary>
    public const int Size = 128;

    private const int Waves = 16;

    // The slowest wave does not come round once from time 0 to time 1, the fastest some 160 times.
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

    /// <summary>How many radians each wave turns from time 0 to time 1: float32 [16]; the caller owns it.</summary>
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
/// A residual block: what it computes from its input and from what it is told is added to the input. float32 [B, inputs, H, W] ->
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

    /// <summary>Makes the block pass on its input as it is, until it learns.</summary>
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

/// <summary>Group normalization with eight groups, as its paper starts it.</summary>
internal static class Groups
{
    private const int Count = 8;

    /// <summary>A layer with factors of 1 and summands of 0, which TorchSharp 0.107.0 leaves uninitialised.</summary>
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
