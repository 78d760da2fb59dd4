using Microsoft.Extensions.AI;

namespace Polpo.Core.Providers.PolpoCode.Compaction;

/// <summary>The cheapest room to make: what tools said long ago. The calls stay, so that the agent knows what it has done.</summary>
internal static class OldOutputs
{
    private const long Protected = 40_000;
    private const long WorthIt = 20_000;

    private const string LeftOut =
        "[The output of this call was left out to make room for newer work. Look again if you need it.]";

    /// <returns>The messages without old outputs, and the tokens that this frees; null when it frees too little.</returns>
    public static (IReadOnlyList<ChatMessage> Messages, long Freed)? Drop(IReadOnlyList<ChatMessage> messages)
    {
        var left = messages.ToArray();
        long kept = 0;
        long freed = 0;
        for (var index = left.Length - 1; index >= 0; index--)
        {
            if (left[index] is not { Contents: [FunctionResultContent result] } message)
                continue;
            var tokens = message.Tokens();
            if ((kept += tokens) <= Protected || tokens <= MessageSize.Tokens(LeftOut) + 4)
                continue;
            left[index] = new ChatMessage(message.Role, [new FunctionResultContent(result.CallId, LeftOut)]);
            freed += tokens - left[index].Tokens();
        }
        return freed >= WorthIt ? (left, freed) : null;
    }
}
