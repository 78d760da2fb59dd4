using Polpo.Core.Identity;

namespace Polpo.Server.Access;

/// <summary>How a request came in. A stream that stays open asks again.</summary>
/// <param name="Again">Who it is by now; null: nobody any more.</param>
internal sealed record Credential(Func<CancellationToken, Task<Caller?>> Again);
