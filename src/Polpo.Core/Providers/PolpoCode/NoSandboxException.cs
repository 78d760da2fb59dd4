using Polpo.Engine.Kernel;

namespace Polpo.Core.Providers.PolpoCode;

/// <summary>No sandbox can be opened: further calls and further attempts would only cost money.</summary>
internal sealed class NoSandboxException(RefusedException reason) : Exception(reason.Message, reason);
