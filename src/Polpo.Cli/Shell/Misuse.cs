using System.CommandLine;
using System.CommandLine.Parsing;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Shell;

/// <summary>Says in a sentence what is wrong with a command line, and what was probably meant.</summary>
internal static class Misuse
{
    public static string Explain(ParseResult parsed)
    {
        // What follows a word that is not understood is not understood either.
        var unknown = parsed.UnmatchedTokens.Take(1).ToList();
        var reasons = unknown
            .Select(token => Unknown(parsed, token))
            .Concat(
                parsed
                    // The library's words about the command as a whole: what is not known, or which part is missing.
                    .Errors.Where(error => unknown.Count == 0 || error.SymbolResult is not CommandResult)
                    .Select(error => IsUnfinished(parsed, error) ? Unfinished(parsed) : Reason(parsed, error))
            )
            .Distinct();
        return $"{string.Join(' ', reasons)} See: {Path(parsed)} --help";
    }

    private static string Unknown(ParseResult parsed, string token)
    {
        var command = parsed.CommandResult.Command;
        var isOption = token.StartsWith('-');
        if (!isOption && command.Subcommands.Count == 0)
            return $"\"{token}\" is one word too many. Put quotes around what has spaces in it.";
        var names = isOption
            ? command.Options.Select(option => option.Name)
            : command.Subcommands.Select(below => below.Name);
        var meant = Nearest.Of(token, names, least: 1) is { } name ? $" Did you mean {name}?" : "";
        var what = isOption ? "option" : "command";
        return $"{Path(parsed)} has no {what} \"{token}\".{meant}";
    }

    private static string Reason(ParseResult parsed, ParseError error) =>
        error.SymbolResult switch
        {
            ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: var argument } =>
                $"{Path(parsed)} needs {argument.Name}: {argument.Description}",
            OptionResult { Tokens.Count: 0, Option: { HelpName: { } value } option } =>
                $"{option.Name} needs {value}: {option.Description}",
            _ => error.Message,
        };

    private static bool IsUnfinished(ParseResult parsed, ParseError error) =>
        error.SymbolResult is CommandResult && parsed.CommandResult.Command is { Subcommands.Count: > 0, Action: null };

    private static string Unfinished(ParseResult parsed)
    {
        var names = parsed.CommandResult.Command.Subcommands.Select(below => below.Name);
        return $"Say what to do: {Path(parsed)} {string.Join(" | ", names)}.";
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command: var command })
                names.Push(command is RootCommand ? "polpo" : command.Name);
        }
        return string.Join(' ', names);
    }
}
