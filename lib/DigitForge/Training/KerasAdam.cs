using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>Adam as Keras computes it (Kingma and Ba 2014, arXiv:1412.6980).</summary>
/// <remarks>
/// Keras takes the paper's second form, "just before section 2.1", where epsilon is added to the root of the uncorrected mean
/// square; torch takes algorithm 1, where it is added after the correction. Where gradients are as small as epsilon, and a
/// discriminator that is never wrong has such, it matters.
/// </remarks>
internal sealed class KerasAdam : IDisposable
{
    private readonly TrainingRecipe recipe;
    private readonly Learner[] learners;

    public KerasAdam(torch.nn.Module network, TrainingRecipe recipe)
    {
        this.recipe = recipe;
        learners = [.. network.named_parameters().Select(parameter => new Learner(parameter.name, parameter.parameter))];
    }

    /// <summary>Both running means of every parameter, under PyTorch's names for them. They are the optimizer's own.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Moments => learners.SelectMany(learner => new Dictionary<string, torch.Tensor>
    {
        [$"exp_avg.{learner.Name}"] = learner.Mean,
        [$"exp_avg_sq.{learner.Name}"] = learner.Square,
    });

    /// <summary>How many steps there have been.</summary>
    public int Step { get; private set; }

    /// <summary>How many steps there have been: the optimizer's first, then, as PyTorch keeps them, each parameter's.</summary>
    public IReadOnlyList<long> Steps
    {
        get => [Step, .. learners.Select(_ => (long)Step)];
        set => Step = (int)value[0];
    }

    /// <summary>Computes the loss's gradients and takes one step against them.</summary>
    public void Minimize(torch.Tensor loss)
    {
        foreach (var learner in learners)
            learner.Parameter.grad = null;
        loss.backward();

        Step++;
        var step = AdamStep.Of(recipe, Step);
        foreach (var learner in learners)
        {
            using var gradient = learner.Parameter.grad;
            if (gradient is not null)
                step.Take(learner.Parameter, gradient, learner.Mean, learner.Square);
        }
    }

    public void Dispose()
    {
        foreach (var learner in learners)
        {
            learner.Mean.Dispose();
            learner.Square.Dispose();
        }
    }

    private sealed record Learner(string Name, Parameter Parameter)
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
