namespace Polpo.Core.Webhooks.Deliveries;

public enum DeliveryStatus
{
    Pending,
    Delivered,

    /// <summary>Tried as often as it is tried; what comes after it went on.</summary>
    Failed,
}

public enum DeliveryMove
{
    Take,
    GiveUp,
    Redeliver,
}

public static class DeliveryMachine
{
    /// <summary>The whole life of a delivery. A pair that is not listed is refused.</summary>
    public static DeliveryStatus? After(this DeliveryStatus status, DeliveryMove move) =>
        (status, move) switch
        {
            (DeliveryStatus.Pending, DeliveryMove.Take) => DeliveryStatus.Delivered,
            (DeliveryStatus.Pending, DeliveryMove.GiveUp) => DeliveryStatus.Failed,
            (DeliveryStatus.Delivered or DeliveryStatus.Failed, DeliveryMove.Redeliver) => DeliveryStatus.Pending,
            _ => null,
        };

    /// <summary>The word of the API.</summary>
    public static string Word(this DeliveryStatus status) => status.ToString().ToLowerInvariant();
}
