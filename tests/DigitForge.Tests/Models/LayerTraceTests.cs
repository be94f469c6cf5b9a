using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Models;

public sealed class LayerTraceTests
{
    public LayerTraceTests() => NativeLibraries.EnsureLoaded();

    [Fact]
    public void It_knows_each_layers_name_and_the_shapes_on_both_sides_of_it()
    {
        using var model = Sequential(("dense", Linear(3, 8)), ("part", Sequential(("picture", Unflatten(1, [2, 2, 2])), ("larger", Upsample(scale_factor: [2, 2])))));
        Assert.Equal(["dense 2,3 -> 2,8", "part 2,8 -> 2,2,4,4"], LayerTrace.Run(model, 3).Select(Line));
        Assert.Equal(
            ["dense 2,3 -> 2,8", "part.picture 2,8 -> 2,2,2,2", "part.larger 2,2,2,2 -> 2,2,4,4"],
            LayerTrace.RunForExport(model, 3).Select(Line));

        static string Line(TracedLayer layer) => $"{layer.Name} {string.Join(',', layer.Before)} -> {string.Join(',', layer.After)}";
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_module_keeps_its_own_mode_even_if_the_input_does_not_fit(bool fits)
    {
        using var model = Sequential(("dense", Linear(3, 4)), ("norm", BatchNorm1d(4)), ("drop", Dropout(0.5)));
        model.train();
        var norm = model.children().ElementAt(1);
        norm.eval();

        if (fits)
            LayerTrace.Run(model, 3);
        else
            Assert.Throws<OneSentenceException>(() => LayerTrace.Run(model, 5));

        Assert.Equal([true, true, false, true], model.children().Select(layer => layer.training).Prepend(model.training));
    }

    [Fact]
    public void It_runs_in_inference_mode_and_changes_no_running_statistics()
    {
        using var model = Sequential(("norm", BatchNorm1d(3)));
        model.train();
        float[] before = Weights.Read(model);
        LayerTrace.Run(model, 3);
        Assert.Equal(before, Weights.Read(model));
    }

    [Fact]
    public void An_input_that_does_not_fit_is_refused_in_one_sentence_that_names_the_layer()
    {
        using var model = Sequential(("start", Linear(3, 4)), ("next", Linear(5, 2)));
        string sentence = Assert.Throws<OneSentenceException>(() => model.Summary(3)).Message;
        Assert.StartsWith("'next' (Linear): found an input of the shape [B, 4], expected the shape that the layer takes (", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public void A_shape_that_is_none_is_refused_too()
    {
        using var model = Sequential(("dense", Linear(3, 4)));
        Assert.StartsWith(
            "Sequential: found an input of the shape [B, -1], expected the shape that the model takes (",
            Assert.Throws<OneSentenceException>(() => model.Summary(-1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_leaves_no_tensor_behind_even_if_the_input_does_not_fit()
    {
        using var model = Sequential(("dense", Linear(3, 4)), ("next", Linear(5, 2)));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Throws<OneSentenceException>(() => LayerTrace.RunForExport(model, 3));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
