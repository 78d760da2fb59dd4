namespace Polpo.Core.Models.Catalogue;

/// <summary>What is known of a call's model before it is asked.</summary>
/// <param name="Price">Null: nobody told us, or it costs nothing.</param>
/// <param name="Free">It needs no key: it runs on a machine of ours, or is scripted.</param>
/// <param name="Output">The most tokens of an answer for which no limit is given.</param>
/// <param name="Extra">What it may think beyond that.</param>
public sealed record ModelTerms(ModelWindow Window, Price? Price, bool Free, int Output, OutputExtra Extra);
