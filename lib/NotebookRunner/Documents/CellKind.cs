namespace NotebookRunner.Documents;

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    /// <summary>Code to run.</summary>
    Code,

    /// <summary>Prose to show.</summary>
    Markdown,

    /// <summary>Text to leave alone.</summary>
    Raw,
}
