namespace Tongtang.DeviceDrivers.Contract;

/// <summary>What set, up and down of a level come to, for devices that only know how to be set.</summary>
internal static class Levels
{
    private const int Step = 5;

    /// <param name="now">What it is; null when that is unknown, then up and down have nothing to start from.</param>
    public static int? Target(DeviceCommand command, int? now) => command.Action switch
    {
        "up" => now is { } level ? Math.Min(100, level + Step) : null,
        "down" => now is { } level ? Math.Max(0, level - Step) : null,
        _ => (int)command.Number("level"),
    };

    public static CommandResult UnknownNow { get; } = CommandResult.Refused(CommandProblems.NotNow, "how loud it is now is not known");
}
