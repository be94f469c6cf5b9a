namespace NotebookRunner.Pages;

/// <summary>A picture file beside a page.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Content">The file's bytes.</param>
internal sealed record Picture(string Name, byte[] Content);
