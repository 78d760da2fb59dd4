namespace Polpo.Engine.Kernel;

/// <summary>The fields that an object which somebody wrote may have.</summary>
/// <param name="What">What the object is, with its article.</param>
public sealed record FieldSet(string What, params IReadOnlyList<string> Fields)
{
    /// <summary>What is wrong with a field of this name, as the end of a sentence about it; null when there is such a field.</summary>
    public string? Refuse(string field) =>
        Fields.Contains(field) ? null
        : Nearest.Of(field, Fields, least: 1) is { } meant ? $"is no field of {What}. Did you mean \"{meant}\"?"
        : $"is no field of {What}, which has {string.Join(", ", Fields)}. Take it out, or correct its name.";
}
