using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>What VS Code's Polyglot Notebooks does to the metadata of a notebook that it opens and saves.</summary>
/// <remarks>
/// The repository dotnet/interactive at 098a01b, src/polyglot-notebooks-vscode-common/src. <c>ensureCellKernelMetadata</c>
/// (notebookControllers.ts) takes each cell that is not Markdown and whose metadata names no kernel, and calls <c>setCellKernelName</c>
/// (vscodeUtilities.ts). That one makes new metadata (<c>getRawNotebookCellMetadataFromNotebookCellMetadata</c>) and puts it into the cell
/// with <c>mergeRawMetadata</c> (both in metadataUtilities.ts), which replaces the member <c>metadata</c>, the whole of what the file has,
/// by the new one. The cell's id is not part of it.
/// </remarks>
internal static class PolyglotSave
{
    /// <summary>Changes a notebook's file as text.</summary>
    public static string Apply(string ipynb)
    {
        var notebook = JsonNode.Parse(ipynb)!;
        foreach (var cell in notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] != "markdown" && KernelName(cell["metadata"]!) is null))
        {
            cell!["metadata"] = new JsonObject
            {
                ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
                ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
            };
        }

        // As far as it concerns notebooks of .NET: the kernel that the file already names, and the kernels that cells may name.
        var metadata = notebook["metadata"]!;
        metadata["language_info"] ??= new JsonObject { ["name"] = "polyglot-notebook" };
        metadata["polyglot_notebook"] = new JsonObject
        {
            ["kernelInfo"] = new JsonObject
            {
                ["defaultKernelName"] = "csharp",
                ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = "csharp" }),
            },
        };
        return notebook.ToJsonString();
    }

    /// <summary>Takes the kernel's name from each cell.</summary>
    public static string WithoutKernelNames(string ipynb)
    {
        var notebook = JsonNode.Parse(ipynb)!;
        foreach (var cell in notebook["cells"]!.AsArray())
            cell!["metadata"]!.AsObject().Remove("polyglot_notebook");
        return notebook.ToJsonString();
    }

    // getNotebookCellMetadataFromNotebookCellElement: the old name first, then the new one.
    private static string? KernelName(JsonNode metadata) =>
        (string?)metadata["polyglot_notebook"]?["kernelName"] ?? (string?)metadata["dotnet_interactive"]?["language"];
}
