using System.Text.Json.Serialization;

namespace NotebookRunner.Workers;

/// <summary>Something that a running cell tells: text, a picture, its value, its failure, its end.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StreamText), "stream")]
[JsonDerivedType(typeof(DisplayedData), "display")]
[JsonDerivedType(typeof(UpdatedData), "update")]
[JsonDerivedType(typeof(ResultData), "result")]
[JsonDerivedType(typeof(CellError), "error")]
[JsonDerivedType(typeof(CellDone), "done")]
internal abstract record CellEvent;
