using Microsoft.Extensions.AI;

namespace Polpo.Core.Providers.PolpoCode.Compaction;

/// <summary>What a message says, and how many tokens that is: four characters a token, until the provider has counted.</summary>
internal static class MessageSize
{
    private const int CharactersAToken = 4;

    public static long Tokens(this ChatMessage message) => Tokens(message.Shown()) + 4;

    public static long Tokens(string text) => text.Length / CharactersAToken;

    public static string Shown(this ChatMessage message) =>
        string.Join(
            '\n',
            message.Contents.Select(content =>
                content switch
                {
                    TextContent text => text.Text,
                    FunctionCallContent call =>
                        $"[calls {call.Name} {string.Join(", ", call.Arguments?.Select(pair => $"{pair.Key}={pair.Value}") ?? [])}]",
                    FunctionResultContent result => $"[result] {result.Result}",
                    _ => "",
                }
            )
        );
}
