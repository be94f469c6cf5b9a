using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Imitates what VS Code's Polyglot Notebooks does to the metadata of a notebook that it opens and saves.</summary>
/// <remarks>
/// The repository dotnet/interactive at 098a01b, src/polyglot-notebooks-vscode-common/src. <c>ensureCellKernelMetadata</c>
/// (notebookControllers.ts) takes each cell that is not Markdown and whose metadata names no kernel, and calls <c>setCellKernelName</c>
/// (vscodeUtilities.ts). The latter creates new metadata (<c>getRawNotebookCellMetadataFromNotebookCellMetadata</c>) and puts it into the cell
/// with <c>mergeRawMetadata</c> (both in metadataUtilities.ts), which replaces the member <c>metadata</c>, with all that the file has in it,
/// by the new one. The cell's id is not part of it.
/// </remarks>
internal static class PolyglotSave
{
    /// <summary>Converts the text of a notebook file.</summary>
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

        // The part that concerns .NET notebooks: the kernel that the file already names, and the kernels that cells may name.
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

    /// <summary>Removes the kernel's name from each cell.</summary>
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
