namespace Tongtang.DeviceDrivers.Contract;

/// <summary>One thing that a screen is to be set to.</summary>
/// <param name="Property">power, input, volume, mute, picture_mute, freeze, lock, backlight.</param>
/// <param name="Value">1 on, 0 off; of levels per cent.</param>
/// <param name="Code">Of input: what it is called on the wire; else empty.</param>
internal readonly record struct ScreenSetting(string Property, int Value, string Code)
{
    public bool On => Value != 0;
}

/// <summary>Turns the commands that screens have in common into settings, so that a driver only knows what they look like on its wire.</summary>
internal static class ScreenCommands
{
    private const int VolumeStep = 5;

    /// <param name="volume">How loud it is now, for up and down; null when that is unknown.</param>
    /// <param name="set">Sends it, once, and reports what it led to; power is noted by <paramref name="power"/>.</param>
    public static async Task<CommandResult> RunAsync(DeviceCommand command, PowerPhases power, InputTable inputs, int? volume, Func<ScreenSetting, CancellationToken, Task<CommandResult>> set, CancellationToken cancellationToken)
    {
        if (await power.RefusalAsync(command, cancellationToken) is { } refusal) return refusal;
        switch (command.Capability, command.Action)
        {
            case ("power", var action):
                return power.Switched(command, await set(new("power", action == "on" ? 1 : 0, ""), cancellationToken));
            case ("input", _):
                var input = command.Text("input");
                return inputs.CodeOf(input) is { } code ? await set(new("input", 0, code), cancellationToken) : CommandResult.Refused(CommandProblems.NotSupported, $"input \"{input}\" has no code");
            case ("volume", "up" or "down") when volume is null:
                return CommandResult.Refused(CommandProblems.NotNow, "how loud it is now is not known");
            case ("volume", "up"):
                return await set(new("volume", Math.Min(100, volume.Value + VolumeStep), ""), cancellationToken);
            case ("volume", "down"):
                return await set(new("volume", Math.Max(0, volume.Value - VolumeStep), ""), cancellationToken);
            case ("volume" or "backlight", _):
                return await set(new(command.Capability, (int)command.Number("level"), ""), cancellationToken);
            case (_, "on" or "off"):
                return await set(new(command.Capability, command.Action == "on" ? 1 : 0, ""), cancellationToken);
            default:
                return CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}");
        }
    }
}
