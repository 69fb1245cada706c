using System.Globalization;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// The power of a screen that does not tell that it is warming up or cooling down. After a switch nothing is sent to it for
/// the time that such screens take, since many lose, refuse or misread what comes then; after that it is asked how it is.
/// A switch is never sent again by itself. What is known outlives the connection, which some screens end while they start.
/// </summary>
/// <param name="warm">How long it hears nothing after it was switched on.</param>
/// <param name="silentWhenOff">It says nothing when it is off: silence then is standby and no fault.</param>
/// <param name="onlyWhenOn">Properties that are not known while it is not on.</param>
internal sealed class PowerPhases(DriverContext context, TimeSpan warm, TimeSpan cool, bool silentWhenOff, IReadOnlyList<string> onlyWhenOn)
{
    private const string Remembered = "power.phase";
    private Func<CancellationToken, Task<string?>>? _ask;

    /// <summary>on, off, standby, warming, cooling; empty while it is unknown.</summary>
    public string Power { get; private set; } = "";

    /// <summary>It was switched a moment ago and is to be left alone.</summary>
    public bool IsBusy => Left > TimeSpan.Zero;

    private TimeSpan Left => Phase is ({ } phase, { } since) ? (phase == "warming" ? warm : cool) - context.Time.GetElapsedTime(since) : TimeSpan.Zero;

    private (string? Phase, long? Since) Phase =>
        context.Memory.TryGetValue(Remembered, out var text) && text.Split('@') is [var phase, var since] ? (phase, long.Parse(since, CultureInfo.InvariantCulture)) : (null, null);

    /// <summary>From the settings warmSeconds, coolSeconds and silentStandby, which all such drivers have.</summary>
    public static PowerPhases Of(DriverContext context, params IReadOnlyList<string> onlyWhenOn) => new(
        context,
        TimeSpan.FromSeconds(context.Settings.Integer("warmSeconds")),
        TimeSpan.FromSeconds(context.Settings.Integer("coolSeconds")),
        context.Settings.Flag("silentStandby"),
        onlyWhenOn);

    /// <summary>
    /// Why a command is not sent now, or null. To switch on what is warming up already is done without sending anything. What
    /// was off when it was last asked is asked again: somebody may have switched it on by hand.
    /// </summary>
    public async Task<CommandResult?> RefusalAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (IsBusy)
        {
            var phase = Phase.Phase!;
            if (command.Capability == "power" && command.Action == (phase == "warming" ? "on" : "off")) return CommandResult.Done;
            return CommandResult.Refused(CommandProblems.NotNow, $"it is {(phase == "warming" ? "warming up" : "cooling down")}; {Math.Ceiling(Left.TotalSeconds):0} s left");
        }

        if (command.Capability == "power" || Power is not ("standby" or "off")) return null;
        return _ask is not null && await PollAsync(_ask, cancellationToken) ? null : CommandResult.Refused(CommandProblems.NotNow, "it is off");
    }

    /// <summary>The device took a switch, or may have.</summary>
    public void Switched(bool on)
    {
        if (on ? Power == "on" : Power is "standby" or "off") return;
        context.Memory[Remembered] = $"{(on ? "warming" : "cooling")}@{context.Time.GetTimestamp()}";
        Tell(on ? "warming" : "cooling");
    }

    /// <summary>Notes what became of a switch: also one without an answer may have been done.</summary>
    public CommandResult Switched(DeviceCommand command, CommandResult result)
    {
        if (result.Outcome != CommandOutcome.Refused) Switched(command.Action == "on");
        return result;
    }

    /// <summary>The device says how it is.</summary>
    public void Told(string power)
    {
        context.Memory.TryRemove(Remembered, out _);
        Tell(power);
    }

    /// <summary>Asks how it is, unless it is to be left alone.</summary>
    /// <param name="ask">One of <see cref="Power"/>, or null when the answer says nothing.</param>
    /// <returns>Whether it is on, and more can be asked.</returns>
    /// <exception cref="NoAnswerException">It is silent where it should not be.</exception>
    public async Task<bool> PollAsync(Func<CancellationToken, Task<string?>> ask, CancellationToken cancellationToken)
    {
        _ask = ask;
        if (IsBusy)
        {
            Tell(Phase.Phase!);
            return false;
        }

        try
        {
            if (await ask(cancellationToken) is { } power) Told(power);
        }
        catch (NoAnswerException) when (Phase.Phase == "warming" && Left > -warm)
        {
            // It takes longer than they usually do; a cold start may.
        }
        catch (NoAnswerException) when (silentWhenOff || Power is "standby" or "off" or "cooling" || Phase.Phase == "cooling")
        {
            Told("standby");
        }

        return Power == "on";
    }

    private void Tell(string power)
    {
        Power = power;
        context.Report.Set("power", power);
        if (power == "on") return;
        foreach (var property in onlyWhenOn) context.Report.Forget(property);
    }
}
