namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>What one projector is able to do, as it says itself.</summary>
/// <param name="Class">1 or 2.</param>
internal sealed record PjLinkAbilities(int Class, IReadOnlyList<Choice> Inputs, bool HasLamp)
{
    public static PjLinkAbilities None { get; } = new(1, [], HasLamp: false);

    /// <param name="ask">Asks a command with a parameter; the value of the answer.</param>
    public static async Task<PjLinkAbilities> AskAsync(Func<string, string, CancellationToken, Task<string>> ask, DeviceReport report, CancellationToken cancellationToken)
    {
        var projectorClass = await ask("1CLSS", "?", cancellationToken) == "2" ? 2 : 1;
        (string Command, string Fact)[] facts = [("1INF1", "manufacturer"), ("1INF2", "model"), ("1NAME", "name"), .. projectorClass == 2 ? new[] { ("2SVER", "firmware"), ("2SNUM", "serial") } : []];
        foreach (var (command, fact) in facts)
        {
            var value = await ask(command, "?", cancellationToken);
            if (PjLinkWire.Refusal(value) is null && value.Length > 0) report.Identify(fact, value);
        }

        var inputs = new List<Choice>();
        foreach (var input in PjLinkWire.Inputs(await ask(projectorClass == 2 ? "2INST" : "1INST", "?", cancellationToken)))
        {
            var words = PjLinkWire.InputWords(input);
            var name = projectorClass == 2 ? await ask("2INNM", "?" + input.ToUpperInvariant(), cancellationToken) : "";
            inputs.Add(name.Length > 0 && PjLinkWire.Refusal(name) is null ? words with { Zh = name, En = name } : words);
        }

        var lamp = PjLinkWire.LampHours(await ask("1LAMP", "?", cancellationToken));
        if (lamp is { } hours) report.Measure("lamp_hours", hours);
        return new(projectorClass, inputs, lamp is not null);
    }

    public IReadOnlyList<Capability> Capabilities() =>
    [
        Contract.Capabilities.Power,
        Contract.Capabilities.Input(Inputs),
        Contract.Capabilities.Mute,
        Contract.Capabilities.PictureMute,
        .. Class == 2 ? [Contract.Capabilities.Freeze, Contract.Capabilities.VolumeSteps] : Array.Empty<Capability>(),
        Contract.Capabilities.Errors,
        .. HasLamp ? [Contract.Capabilities.Readings([KnownReadings.Of("lamp_hours")])] : Array.Empty<Capability>(),
    ];
}
