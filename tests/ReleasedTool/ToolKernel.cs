using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookRunner;
using NotebookRunner.Documents;
using Shared;

namespace ReleasedTool;

/// <summary>The C# kernel of the released tool, started and spoken to as VS Code does it.</summary>
/// <remarks>
/// github.com/dotnet/interactive, <c>src/polyglot-notebooks-vscode-common/src/interactiveClient.ts</c>: a command is a line of JSON to the tool's standard input, an event one
/// from its standard output. Text that native code writes comes between the events, or breaks one, and VS Code drops it.
/// </remarks>
internal sealed class ToolKernel : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private int commands;

    private ToolKernel(Process process) => this.process = process;

    /// <summary>Starts the tool and waits until it is ready.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <exception cref="OneSentenceException">It cannot be started.</exception>
    public static async Task<ToolKernel> StartAsync(string folder)
    {
        // Started where the tool's manifest is.
        var start = Dotnet.StartInfo(["tool", "run", "dotnet-interactive", "--", "[vscode]", "stdio", "--working-dir", folder], RepositoryFolder.Path);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = new UTF8Encoding(false);
        var tool = new ToolKernel(Dotnet.Start(start));
        var lastWords = tool.process.StandardError.ReadToEndAsync();
        while (await tool.NextEventAsync() is { } message)
        {
            if ((string?)message["eventType"] == "KernelReady")
                return tool;
        }

        throw new OneSentenceException($"The tool cannot be started ('dotnet tool restore' fetches it): {(await lastWords).Trim()}");
    }

    /// <summary>Runs one cell.</summary>
    /// <param name="code">The cell's code.</param>
    /// <param name="receive">Receives all that the cell produces, its failure included.</param>
    /// <returns>Whether it ran to its end.</returns>
    public async Task<bool> RunAsync(string code, Action<CellEvent> receive)
    {
        string token = FormattableString.Invariant($"cell-{++commands}");
        var submit = new JsonObject
        {
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
            ["token"] = token,
            ["routingSlip"] = new JsonArray(),
        };
        await process.StandardInput.WriteLineAsync(submit.ToJsonString());
        await process.StandardInput.FlushAsync();
        while (await NextEventAsync() is { } message)
        {
            string type = (string)message["eventType"]!;
            // What a directive sends has a token of its own, cell-1.2.
            bool isWhole = (string?)message["command"].Member("token") == token;
            if (type == "CommandSucceeded" && isWhole)
                return true;
            if (type == "CommandFailed" && isWhole)
            {
                receive(CellError.Create("", (string)message["event"]!["message"]!));
                return false;
            }

            if (Read(type, message["event"]) is { } happening)
                receive(happening);
        }

        receive(CellError.Create("", FormattableString.Invariant($"The tool ended, or sent nothing for {Longest.TotalMinutes} minutes.")));
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dotnet.Kill(process);
        process.Dispose();
    }

    private static CellEvent? Read(string type, JsonNode? content)
    {
        string id = content.Member("valueId").AsText() ?? "";
        return type switch
        {
            "StandardOutputValueProduced" => new StreamText("stdout", string.Concat(Data(content).Values)),
            "StandardErrorValueProduced" => new StreamText("stderr", string.Concat(Data(content).Values)),
            "DisplayedValueProduced" => new DisplayedData(id, Data(content)),
            "DisplayedValueUpdated" => new UpdatedData(id, Data(content)),
            "ReturnValueProduced" => new ResultData(Data(content)),
            // VS Code lists the compiler's warnings elsewhere; Jupyter, and the runner, write them to standard error. An error is in CommandFailed as well.
            "DiagnosticsProduced" when Warnings(content) is { Length: > 0 } warnings => new StreamText("stderr", warnings),
            _ => null,
        };
    }

    private static Dictionary<string, string> Data(JsonNode? content) => content.Member("formattedValues")!.AsArray()
        .Where(value => !(bool)value!["suppressDisplay"]!)
        .ToDictionary(value => (string)value!["mimeType"]!, value => (string)value!["value"]!);

    private static string Warnings(JsonNode? content) => string.Concat(content.Member("diagnostics")!.AsArray()
        .Zip(content.Member("formattedDiagnostics")!.AsArray())
        .Where(pair => (string?)pair.First!["severity"] == "warning")
        .Select(pair => (string?)pair.Second!["value"] + "\n"));

    // Null where the tool has ended, or sends nothing any more.
    private async Task<JsonObject?> NextEventAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (TryParse(line) is { } message && message["eventType"] is not null)
                    return message;
            }
        }
        catch (OperationCanceledException)
        {
            // To some directives it never answers.
        }

        return null;
    }

    private static JsonObject? TryParse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
