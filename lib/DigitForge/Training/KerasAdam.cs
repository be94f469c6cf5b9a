using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>Adam as Keras computes it (Kingma and Ba 2014, arXiv:1412.6980).</summary>
/// <remarks>
/// Keras takes the paper's second form, "just before section 2.1", where epsilon is added to the root of the uncorrected mean
/// square; torch takes algorithm 1, where it is added after the correction. Both agree when torch's epsilon is divided by
/// sqrt(1 - beta2^t). Where gradients are as small as epsilon, and a discriminator that is never wrong has such, it matters.
/// </remarks>
internal sealed class KerasAdam : IDisposable
{
    private readonly Adam adam;
    private readonly Adam.ParamGroup parameters;
    private readonly TrainingRecipe recipe;
    private readonly string[] names;
    private int step;

    public KerasAdam(torch.nn.Module network, TrainingRecipe recipe)
    {
        this.recipe = recipe;
        names = [.. network.named_parameters().Select(parameter => parameter.name)];
        parameters = new Adam.ParamGroup(network.parameters(), recipe.LearningRate, recipe.Beta1, recipe.Beta2, recipe.Epsilon);
        adam = torch.optim.Adam([parameters]);
    }

    /// <summary>Both running means of every parameter, under PyTorch's names for them. They are the optimizer's own.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Moments => names.Zip(States).SelectMany(
        parameter => new Dictionary<string, torch.Tensor>
        {
            [$"exp_avg.{parameter.First}"] = parameter.Second.exp_avg,
            [$"exp_avg_sq.{parameter.First}"] = parameter.Second.exp_avg_sq,
        });

    /// <summary>How many steps there have been.</summary>
    public int Step => step;

    /// <summary>How many steps there have been: here first, then for each parameter.</summary>
    public IReadOnlyList<long> Steps
    {
        get => [step, .. States.Select(state => state.step)];
        set
        {
            step = (int)value[0];
            foreach (var (state, count) in States.Zip(value.Skip(1)))
                state.step = count;
        }
    }

    private IEnumerable<Adam.State> States => adam.state_dict().State.Cast<Adam.State>();

    /// <summary>Computes the loss's gradients and takes one step against them.</summary>
    public void Minimize(torch.Tensor loss)
    {
        step++;
        parameters.Options.eps = recipe.Epsilon / Math.Sqrt(1 - Math.Pow(recipe.Beta2, step));
        parameters.LearningRate = recipe.LearningRateAt(step);
        adam.zero_grad();
        loss.backward();
        adam.step();
    }

    public void Dispose() => adam.Dispose();
}
