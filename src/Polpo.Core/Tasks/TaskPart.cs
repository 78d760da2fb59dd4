namespace Polpo.Core.Tasks;

/// <summary>The part of a task in a larger work, whose results come together on one line of commits.</summary>
/// <param name="Group">What people call the work; titles are unique in it.</param>
/// <param name="Line">The line of the mirror that a done task joins.</param>
/// <param name="Start">The commit from which the whole work started.</param>
/// <param name="Branch">The branch in which the whole work ends.</param>
/// <param name="About">What every task of the work is told; null: nothing.</param>
public sealed record TaskPart(string Group, string Line, string Start, string Branch, string? About = null);
