namespace Tongtang.DeviceDrivers.Contract;

/// <summary>One thing that a device shall do now. The runtime checks it against the device's capabilities before a driver sees it.</summary>
public sealed record DeviceCommand
{
    /// <summary>E.g. <c>input</c>; see <see cref="Capabilities"/>.</summary>
    public required string Capability { get; init; }

    /// <summary>E.g. <c>set</c>.</summary>
    public required string Action { get; init; }

    /// <summary>By name, e.g. <c>input</c> = "hdmi1"; all that the action asks for are there, and within their limits.</summary>
    public IReadOnlyDictionary<string, DeviceValue> Arguments { get; init; } = new Dictionary<string, DeviceValue>();

    /// <summary>Text of an argument that the capability declares as text or choice.</summary>
    /// <exception cref="ArgumentException">The argument is missing or no text: a fault of whoever checked the command.</exception>
    public string Text(string argument) =>
        Arguments.TryGetValue(argument, out var value) && value.TryText(out var text) ? text : throw Missing(argument, "text");

    /// <inheritdoc cref="Text"/>
    public double Number(string argument) =>
        Arguments.TryGetValue(argument, out var value) && value.TryNumber(out var number) ? number : throw Missing(argument, "a number");

    /// <inheritdoc cref="Text"/>
    public bool Flag(string argument) =>
        Arguments.TryGetValue(argument, out var value) && value.TryFlag(out var flag) ? flag : throw Missing(argument, "true or false");

    private ArgumentException Missing(string argument, string kind) => new($"{Capability}.{Action} needs \"{argument}\": {kind}", nameof(argument));
}

public enum CommandOutcome
{
    /// <summary>The device said that it has done it, or its state shows it.</summary>
    Done,

    /// <summary>The device, or the driver for it, said no.</summary>
    Refused,

    /// <summary>It was sent and nothing came back: it may have been done. It is not sent again by itself.</summary>
    Unknown,
}

/// <summary>What became of a command.</summary>
/// <param name="Code">Empty when done; else one of <see cref="CommandProblems"/>.</param>
/// <param name="Message">English, for logs; empty when done.</param>
public sealed record CommandResult(CommandOutcome Outcome, string Code, string Message)
{
    public static CommandResult Done { get; } = new(CommandOutcome.Done, "", "");

    public static CommandResult Refused(string code, string message) => new(CommandOutcome.Refused, code, message);

    public static CommandResult Unknown(string message) => new(CommandOutcome.Unknown, CommandProblems.NoAnswer, message);
}

/// <summary>The stable codes of why a command was not done.</summary>
public static class CommandProblems
{
    /// <summary>The device has no such capability, action, input, preset …</summary>
    public const string NotSupported = "command_not_supported";

    /// <summary>An argument is missing or outside what is allowed; the message names it.</summary>
    public const string ArgumentInvalid = "command_argument_invalid";

    /// <summary>Not in this state: in standby, warming up, cooling down, busy.</summary>
    public const string NotNow = "command_not_now";

    /// <summary>The device reports a failure of its own.</summary>
    public const string DeviceFailure = "command_device_failure";

    /// <summary>The device said no without a reason.</summary>
    public const string Refused = "command_refused";

    public const string NoAnswer = "command_no_answer";

    /// <summary>It is not connected.</summary>
    public const string Offline = "device_offline";
}
