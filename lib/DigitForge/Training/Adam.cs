using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>Adam as Keras computes it (Kingma and Ba 2014, arXiv:1412.6980).</summary>
/// <remarks>
/// Keras uses the paper's second form, "just before section 2.1", which adds epsilon to the root of the uncorrected mean square. torch
/// uses algorithm 1, which adds it after the correction. The difference matters where gradients are as small as epsilon, as in a
/// discriminator that is never wrong.
/// </remarks>
internal sealed class KerasAdam : IDisposable
{
    private readonly TrainingRecipe recipe;
    private readonly ParameterState[] states;

    public KerasAdam(torch.nn.Module network, TrainingRecipe recipe)
    {
        this.recipe = recipe;
        states = [.. network.named_parameters().Select(parameter => new ParameterState(parameter.name, parameter.parameter))];
    }

    /// <summary>Both running means of every parameter, under PyTorch's names. Owned by this object.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Moments => states.SelectMany(state => new Dictionary<string, torch.Tensor>
    {
        [$"exp_avg.{state.Name}"] = state.Mean,
        [$"exp_avg_sq.{state.Name}"] = state.Square,
    });

    /// <summary>The number of steps taken.</summary>
    public int Step { get; private set; }

    /// <summary>The numbers of steps taken: first the optimizer's, then each parameter's, as PyTorch stores them.</summary>
    public IReadOnlyList<long> Steps
    {
        get => [Step, .. states.Select(_ => (long)Step)];
        set => Step = (int)value[0];
    }

    /// <summary>Computes the gradients of the loss and takes one step against them.</summary>
    public void Minimize(torch.Tensor loss)
    {
        foreach (var state in states)
            state.Parameter.grad = null;
        loss.backward();

        Step++;
        var step = AdamStep.Create(recipe, Step);
        foreach (var state in states)
        {
            using var gradient = state.Parameter.grad;
            if (gradient is not null)
                step.Apply(state.Parameter, gradient, state.Mean, state.Square);
        }
    }

    public void Dispose()
    {
        foreach (var state in states)
        {
            state.Mean.Dispose();
            state.Square.Dispose();
        }
    }

    private sealed record ParameterState(string Name, Parameter Parameter)
    {
        public torch.Tensor Mean { get; } = Zeros(Parameter);

        public torch.Tensor Square { get; } = Zeros(Parameter);

        private static torch.Tensor Zeros(Parameter parameter)
        {
            using var noGradient = torch.no_grad();
            return torch.zeros_like(parameter).DetachFromDisposeScope();
        }
    }
}

/// <summary>One step of Adam, with the coefficients that all weights share.</summary>
/// <param name="Rate">alpha_t: the step size, with both corrections for the means' initialization at zero.</param>
/// <param name="Beta1">How slowly the mean of the gradients forgets.</param>
/// <param name="Beta2">How slowly the mean of the squared gradients forgets.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
internal readonly record struct AdamStep(double Rate, double Beta1, double Beta2, double Epsilon)
{
    // Means below this are flushed to zero. The mean of a weight that no longer learns shrinks with each step, and arithmetic on
    // numbers below 1e-38 (denormals) is many times slower. Flushing does not affect the weights, because epsilon is so much larger.
    private const float FlushBelow = 1e-34f;

    /// <summary>Computes the coefficients of a step.</summary>
    /// <param name="recipe">Adam's settings.</param>
    /// <param name="step">The number of the step, from 1.</param>
    public static AdamStep Create(TrainingRecipe recipe, int step) => new(
        recipe.LearningRateAt(step) * Math.Sqrt(1 - Math.Pow(recipe.Beta2, step)) / (1 - Math.Pow(recipe.Beta1, step)),
        recipe.Beta1,
        recipe.Beta2,
        recipe.Epsilon);

    /// <summary>Applies the step. All four tensors have the same shape; the weights and both means change in place.</summary>
    /// <param name="weights">The weights; contiguous float32 on the CPU is the fast case.</param>
    /// <param name="gradient">The gradient of the loss with respect to the weights.</param>
    /// <param name="mean">The running mean of the gradients.</param>
    /// <param name="square">The running mean of the squared gradients.</param>
    public void Apply(torch.Tensor weights, torch.Tensor gradient, torch.Tensor mean, torch.Tensor square)
    {
        torch.Tensor[] all = [weights, gradient, mean, square];
        if (all.All(tensor => tensor.device_type == DeviceType.CPU && tensor.dtype == torch.float32 && tensor.is_contiguous()))
            StepFusedParallel(weights, gradient, mean, square);
        else
            StepWithTorchOps(weights, gradient, mean, square);
    }

    /// <summary>The formulas as torch operations, on any device. Each operation makes a pass over all the numbers.</summary>
    internal void StepWithTorchOps(torch.Tensor weights, torch.Tensor gradient, torch.Tensor mean, torch.Tensor square)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        mean.lerp_(gradient, 1 - Beta1);
        square.lerp_(gradient.square(), 1 - Beta2);
        weights.addcdiv_(mean, square.sqrt().add_(Epsilon), value: -Rate);
    }

    /// <summary>
    /// The same formulas in one pass over the memory, on the CPU: with millions of weights, memory access takes longer than the
    /// arithmetic. The numbers are processed in vectors; those that do not fill a vector follow one by one.
    /// </summary>
    /// <remarks>
    /// The result may differ from <see cref="StepWithTorchOps"/> in the last bit, because torch rounds a product and a sum in one
    /// operation.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void StepFused(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square)
    {
        var (rate, keep1, keep2, epsilon) = ((float)Rate, (float)(1 - Beta1), (float)(1 - Beta2), (float)Epsilon);
        var w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var m = MemoryMarshal.Cast<float, Vector<float>>(mean);
        var v = MemoryMarshal.Cast<float, Vector<float>>(square);
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = FlushToZero(m[i] + ((g[i] - m[i]) * keep1));
            v[i] = FlushToZero(v[i] + (((g[i] * g[i]) - v[i]) * keep2));
            w[i] -= m[i] * rate / (Vector.SquareRoot(v[i]) + new Vector<float>(epsilon));
        }

        for (int i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            mean[i] = FlushToZero(mean[i] + ((gradient[i] - mean[i]) * keep1));
            square[i] = FlushToZero(square[i] + (((gradient[i] * gradient[i]) - square[i]) * keep2));
            weights[i] -= mean[i] * rate / (MathF.Sqrt(square[i]) + epsilon);
        }
    }

    private void StepFusedParallel(torch.Tensor weights, torch.Tensor gradient, torch.Tensor mean, torch.Tensor square)
    {
        var step = this;
        TorchThreads.ParallelFor((int)weights.numel(), (start, length) =>
            step.StepFused(
                Numbers(weights).Slice(start, length),
                Numbers(gradient).Slice(start, length),
                Numbers(mean).Slice(start, length),
                Numbers(square).Slice(start, length)));
    }

    private static Vector<float> FlushToZero(Vector<float> numbers) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(numbers), new Vector<float>(FlushBelow)), Vector<float>.Zero, numbers);

    private static float FlushToZero(float number) => MathF.Abs(number) < FlushBelow ? 0 : number;

    private static Span<float> Numbers(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
