namespace Polpo.Cli.Tasks.Following;

/// <summary>Nothing moves any more, and it is not the task's fault: the message says why and what to do.</summary>
internal sealed class StalledException(string message) : Exception(message);
