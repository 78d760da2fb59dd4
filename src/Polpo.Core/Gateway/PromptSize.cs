using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Clients;

namespace Polpo.Core.Gateway;

/// <summary>How many tokens a call's prompt has, before a provider has counted: rather too many, because room in a budget is taken by it.</summary>
internal static class PromptSize
{
    /// <summary>English has four bytes a token, code three; digits and other scripts have fewer.</summary>
    private const int BytesAToken = 2;
    private const int OfAMessage = 16;

    /// <summary>An image or a document.</summary>
    private const int OfData = 4000;

    public static long Of(Call call) =>
        call.Messages.Sum(message => OfAMessage + message.Contents.Sum(Of))
        + call.Tools.Sum(tool => OfAMessage + Of(tool.Name) + Of(tool.Description) + Of(tool.Parameters.GetRawText()));

    private static long Of(AIContent content) =>
        content switch
        {
            TextContent text => Of(text.Text),
            TextReasoningContent thought => Of(thought.Text) + Of(thought.ProtectedData ?? ""),
            FunctionCallContent call => OfAMessage
                + Of(call.Name)
                + Of(JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)),
            FunctionResultContent result => OfAMessage + Of(result.Text()),
            _ => OfData,
        };

    private static long Of(string text) => (Encoding.UTF8.GetByteCount(text) + BytesAToken - 1) / BytesAToken;
}
