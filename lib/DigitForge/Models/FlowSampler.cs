using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Models;

/// <summary>
/// Draws with a flow network: starts from noise, asks the network for each picture's velocity, takes a step, and asks again.
/// </summary>
/// <remarks>
/// The steps integrate the ordinary differential equation of Lipman et al. 2022, "Flow matching for generative modeling", arXiv:2210.02747,
/// section 3. Change a setting with <c>FlowSampler.Standard with { Steps = 5 }</c>.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record FlowSampler
{
    private const int Brightest = 255;
    private const int BlockSize = 500;

    /// <summary>Ten midpoint steps. With this guidance, 98 of 100 pictures show the requested digit, at a small cost in Frechet distance.</summary>
    public static FlowSampler Standard { get; } = new();

    /// <summary>The number of steps from noise to picture, all of equal length.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>How a step is computed.</summary>
    public FlowSolver Solver { get; init; } = FlowSolver.Midpoint;

    /// <summary>
    /// The strength of the guidance: the velocity with the label, plus this many times the difference between the velocities with and without
    /// the label. 0 means no guidance, and half the work.
    /// </summary>
    /// <remarks>Ho and Salimans 2022, "Classifier-free diffusion guidance", arXiv:2207.12598, formula 6 for velocities.</remarks>
    public double Guidance { get; init; } = 0.35;

    /// <summary>
    /// The grey level, 0 to 255, below which a pixel of a finished picture becomes paper. The integration leaves a faint grey on the paper, which real
    /// digits have only beside their strokes.
    /// </summary>
    public int PaperBelow { get; init; } = 15;

    /// <summary>How many times the network is evaluated for each picture.</summary>
    public int Evaluations => Steps * (Solver == FlowSolver.Midpoint ? 2 : 1) * (Guidance == 0 ? 1 : 2);

    /// <summary>Draws pictures, without gradients.</summary>
    /// <param name="network">The network.</param>
    /// <param name="noise">float32 [B, 784], standard normal.</param>
    /// <param name="labels">int64 [B], the digits to draw; null for any digit, without guidance.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">A setting is out of range, or the labels do not match the noise.</exception>
    public torch.Tensor Draw(FlowNetwork network, torch.Tensor noise, torch.Tensor? labels = null)
    {
        Validate();
        using var scope = torch.NewDisposeScope();
        var pictures = torch.empty(noise.shape[0], DigitImage.PixelCount);
        foreach (var (start, length) in Blocks.Split(noise.shape[0], BlockSize))
        {
            using var block = torch.NewDisposeScope();
            var state = noise.narrow(0, start, length);
            for (int step = 0; step < Steps; step++)
                state = Step(network, state, step, labels?.narrow(0, start, length));
            pictures.narrow(0, start, length).copy_(Finish(state));
        }

        return pictures.MoveToOuterDisposeScope();
    }

    /// <summary>Draws pictures and keeps every stage, from the noise to the finished picture.</summary>
    /// <param name="network">The network.</param>
    /// <param name="noise">float32 [B, 784], standard normal.</param>
    /// <param name="labels">int64 [B], the digits to draw; null for any digit.</param>
    /// <returns>
    /// One tensor more than there are steps: float32 [B, 784], 0 to 1. The first is the noise, as far as a picture can show it. The caller
    /// owns them.
    /// </returns>
    /// <exception cref="OneSentenceException">A setting is out of range, or the labels do not match the noise.</exception>
    public IReadOnlyList<torch.Tensor> Film(FlowNetwork network, torch.Tensor noise, torch.Tensor? labels = null)
    {
        Validate();
        using var scope = torch.NewDisposeScope();
        var stages = new List<torch.Tensor> { FlowPicture.ToImage(noise).MoveToOuterDisposeScope() };
        var state = noise;
        for (int step = 0; step < Steps; step++)
        {
            state = Step(network, state, step, labels);
            stages.Add((step == Steps - 1 ? Finish(state) : FlowPicture.ToImage(state)).MoveToOuterDisposeScope());
        }

        return stages;
    }

    /// <summary>Takes one step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">float32 [B, 784]: pictures on their way, ink at 1, paper at -1.</param>
    /// <param name="step">The number of the step, from 0 to below <see cref="Steps"/>.</param>
    /// <param name="labels">int64 [B], the digits to draw; null for any digit.</param>
    /// <returns>float32 [B, 784]: the pictures after the step; the caller owns it.</returns>
    public torch.Tensor Step(FlowNetwork network, torch.Tensor state, int step, torch.Tensor? labels = null)
    {
        using var scope = torch.NewDisposeScope();
        var (time, length) = ((double)step / Steps, 1.0 / Steps);
        var velocity = Velocity(network, state, time, labels);
        if (Solver == FlowSolver.Midpoint)
            velocity = Velocity(network, state + (velocity * (length / 2)), time + (length / 2), labels);
        return (state + (velocity * length)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the velocity of pictures on their way, with guidance.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">float32 [B, 784]: ink at 1, paper at -1.</param>
    /// <param name="time">0 for noise to 1 for a finished picture.</param>
    /// <param name="labels">int64 [B], the digits to draw; null for any digit.</param>
    /// <returns>float32 [B, 784]; the caller owns it.</returns>
    public torch.Tensor Velocity(FlowNetwork network, torch.Tensor state, double time, torch.Tensor? labels = null)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var times = torch.full(state.shape[0], time, dtype: torch.float32);
        var any = torch.full(state.shape[0], network.LabelCount, dtype: torch.int64);
        var velocity = network.call(state, times, labels ?? any);
        if (labels is not null && Guidance != 0)
            velocity += (velocity - network.call(state, times, any)) * Guidance;
        return velocity.MoveToOuterDisposeScope();
    }

    /// <summary>Finishes pictures: rounds them to 256 grey levels, and turns what is fainter than <see cref="PaperBelow"/> into paper.</summary>
    /// <param name="state">float32 [B, 784]: ink at 1, paper at -1.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Finish(torch.Tensor state)
    {
        using var scope = torch.NewDisposeScope();
        var images = DigitImage.Rounded(FlowPicture.ToImage(state));
        return (images * images.ge((PaperBelow - 0.5) / Brightest)).MoveToOuterDisposeScope();
    }

    /// <summary>Requires that every setting is in its range.</summary>
    /// <exception cref="OneSentenceException">A setting is out of range.</exception>
    internal void Validate()
    {
        Setting.AtLeastOne(nameof(Steps), Steps);
        Setting.Require(Enum.IsDefined(Solver), nameof(Solver), Solver, $"one of {string.Join(", ", Enum.GetNames<FlowSolver>())}");
        Setting.Require(double.IsFinite(Guidance), nameof(Guidance), Guidance, "a number");
        Setting.Require(PaperBelow is >= 0 and <= Brightest, nameof(PaperBelow), PaperBelow, $"0 to {Brightest}");
    }
}

/// <summary>The method that computes a step.</summary>
public enum FlowSolver
{
    /// <summary>Keeps the velocity at the beginning of the step for the whole step (Euler 1768): one evaluation per step.</summary>
    Euler,

    /// <summary>Takes half a step, and uses the velocity there for the whole step: two evaluations per step, and a much smaller error.</summary>
    Midpoint,
}

/// <summary>Pictures in the range of a flow: ink at 1, paper at -1. Their spread is then close to that of standard normal noise.</summary>
public static class FlowPicture
{
    /// <summary>Converts a picture to the range of a flow.</summary>
    /// <param name="images">float32 of any shape, 0 to 1.</param>
    /// <returns>float32 of the same shape, -1 to 1; the caller owns it.</returns>
    public static torch.Tensor FromImage(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        return ((images * 2) - 1).MoveToOuterDisposeScope();
    }

    /// <summary>Converts to a picture. Values brighter than ink or darker than paper are clamped.</summary>
    /// <param name="state">float32 of any shape.</param>
    /// <returns>float32 of the same shape, 0 to 1; the caller owns it.</returns>
    public static torch.Tensor ToImage(torch.Tensor state)
    {
        using var scope = torch.NewDisposeScope();
        return ((state + 1) / 2).clamp(0, 1).MoveToOuterDisposeScope();
    }
}
