using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Export;

/// <summary>The computation of a <see cref="Transformer"/> in ONNX operators. Its layers keep their names in the <c>state_dict</c>.</summary>
/// <param name="transformer">The transformer.</param>
/// <param name="graph">Receives the nodes.</param>
internal sealed class TransformerSteps(Transformer transformer, OnnxGraph graph)
{
    /// <summary>The name of the input.</summary>
    public const string Tokens = "tokens";

    /// <summary>The name of the last step.</summary>
    public const string Logits = "logits";

    // The layers' shapes need sizes. Any will do, for the number of tokens as for the batch.
    private const int Batch = 2;
    private const int Length = 3;

    private readonly TransformerSize size = transformer.Size;
    private readonly OnnxLayers layers = new(graph);
    private readonly Dictionary<string, Module> modules = transformer.named_modules().ToDictionary();

    /// <summary>Writes all steps, in the order of <see cref="Transformer.forward"/>.</summary>
    /// <returns>The logits' name: [B, T, vocabulary].</returns>
    public string Write()
    {
        using var scope = torch.NewDisposeScope();
        string embedding = graph.Constant("token.weight", Weight("token"));
        string places = Places();
        string future = Future(places);
        string token = graph.Add("Gather", "token", [embedding, Tokens]);
        string position = graph.Add("Gather", "position", [graph.Constant("position.weight", Weight("position")), places]);
        var stream = Value(graph.Add("Add", "stream", [token, position]));
        for (int block = 1; block <= size.Layers; block++)
            stream = Block(FormattableString.Invariant($"block{block}"), stream, future);
        // The output layer shares its weights with the token embedding.
        string read = graph.Add("Transpose", "token.columns", [embedding], OnnxAttribute.Ints("perm", [1, 0]));
        return graph.Add("MatMul", Logits, [Layer("norm", stream).Name, read]);
    }

    // The positions 0, 1, ..., as many as there are tokens: [T].
    private string Places()
    {
        string length = layers.Part("length", graph.Add("Shape", "shape", [Tokens]), axis: 0, from: 1, to: 2);
        string all = graph.Constant("places.all", [.. Enumerable.Range(0, size.Context).Select(place => (long)place)]);
        return graph.Add("Slice", "places", [all, graph.Constant("places.from", 0L), length]);
    }

    // Whether the column's token comes after the row's: [T, T].
    private string Future(string places)
    {
        string rows = graph.Add("Unsqueeze", "rows", [places, graph.Constant("rows.axis", 1L)]);
        return graph.Add("Greater", "future", [places, rows]);
    }

    private NetworkValue Block(string name, NetworkValue stream, string future)
    {
        var all = Layer($"{name}.queryKeyValue", Layer($"{name}.norm1", stream));
        string query = Heads($"{name}.query", all, index: 0, 0, 2, 1, 3);
        // Keys are transposed, so that a product with the queries compares each with each.
        string key = Heads($"{name}.key", all, index: 1, 0, 2, 3, 1);
        string value = Heads($"{name}.value", all, index: 2, 0, 2, 1, 3);
        string compared = graph.Add("MatMul", $"{name}.compared", [query, key]);
        string scores = graph.Add("Mul", $"{name}.scores", [compared, graph.Constant($"{name}.scale", 1 / MathF.Sqrt((float)size.Width / size.Heads))]);
        string seen = graph.Add("Where", $"{name}.seen", [future, graph.Constant($"{name}.hidden", float.NegativeInfinity), scores]);
        string attention = graph.Add("Softmax", $"{name}.attention", [seen], OnnxAttribute.Int("axis", -1));
        string taken = graph.Add("MatMul", $"{name}.taken", [attention, value]);
        string found = graph.Add("Transpose", $"{name}.found", [taken], OnnxAttribute.Ints("perm", [0, 2, 1, 3]));
        var merged = Value(layers.Reshape($"{name}.merged", found, 0, 0, size.Width));
        var gathered = layers.Sum($"{name}.gathered", stream, Layer($"{name}.project", merged));

        var expanded = layers.Layer($"{name}.gelu", GELU(), Layer($"{name}.expand", Layer($"{name}.norm2", gathered)));
        return layers.Sum(name, gathered, Layer($"{name}.shrink", expanded));
    }

    // One third of a layer's output, head by head, with its axes [B, T, heads, width of a head] in another order.
    private string Heads(string name, NetworkValue all, int index, params long[] order)
    {
        string part = layers.Part($"{name}.part", all.Name, axis: 2, from: index * size.Width, to: (index + 1) * size.Width);
        string heads = layers.Reshape($"{name}.heads", part, 0, 0, size.Heads, size.Width / size.Heads);
        return graph.Add("Transpose", name, [heads], OnnxAttribute.Ints("perm", order));
    }

    private NetworkValue Layer(string name, NetworkValue input) => layers.Layer(name, (Module<torch.Tensor, torch.Tensor>)modules[name], input);

    private NetworkValue Value(string name) => new(name, [Batch, Length, size.Width]);

    private TorchSharp.Modules.Parameter Weight(string name) => ((TorchSharp.Modules.Embedding)modules[name]).weight!;
}
