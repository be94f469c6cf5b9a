namespace NotebookRunner.Workers;

/// <summary>The cell has ended; nothing more comes from it.</summary>
internal sealed record CellDone : CellEvent;
