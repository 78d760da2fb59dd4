namespace Polpo.Client;

/// <param name="Order">The titles in the order in which they may start; empty when something is wrong.</param>
/// <param name="More">Problems that are not listed, for there are too many.</param>
public sealed record MissionValidationView(
    bool Valid,
    string? Name,
    IReadOnlyList<string> Order,
    IReadOnlyList<MissionProblemView> Problems,
    int More
);

/// <param name="Path">The value's place, such as <c>tasks[2].dependsOn[0]</c>; empty: the document.</param>
/// <param name="Line">Its line in the document, from 1.</param>
/// <param name="Message">What is so, and what would help.</param>
public sealed record MissionProblemView(string Path, int Line, string Message);
