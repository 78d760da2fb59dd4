using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Polpo.Core.Models.Clients;

/// <summary>Puts tool calls together from their pieces, which are numbered by the call that they belong to.</summary>
internal sealed class OpenAICalls
{
    private readonly SortedDictionary<int, Piece> _pieces = [];

    public void Add(IReadOnlyList<StreamingChatToolCallUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (!_pieces.TryGetValue(update.Index, out var piece))
                _pieces[update.Index] = piece = new Piece();
            if (update.ToolCallId is { Length: > 0 } id)
                piece.Id = id;
            if (update.FunctionName is { Length: > 0 } name)
                piece.Name = name;
            if (update.FunctionArgumentsUpdate is { } arguments)
                piece.Arguments.Append(arguments.ToString());
        }
    }

    /// <summary>All calls in their order. A server that leaves out ids gets ids by position: results must name their call.</summary>
    public IList<AIContent> Finished() =>
        [
            .. _pieces.Select(entry =>
                CallArguments.Content(
                    entry.Value.Id ?? $"call_{entry.Key}",
                    entry.Value.Name,
                    entry.Value.Arguments.ToString()
                )
            ),
        ];

    private sealed class Piece
    {
        public string? Id { get; set; }
        public string Name { get; set; } = "";
        public StringBuilder Arguments { get; } = new();
    }
}
