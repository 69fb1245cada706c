using System.Security.Cryptography;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>
/// A projector by PJLink. It keeps one connection, since many projectors accept only one, and asks often enough that the
/// projector, which hangs up after 30 s, keeps it too.
/// </summary>
[Driver("pjlink")]
internal sealed class PjLinkDriver(DriverContext context) : IDriver
{
    // The standard asks for an answer within two seconds; projectors that are warming up take longer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private FramedLink? _link;
    private PjLinkAbilities _abilities = PjLinkAbilities.None;
    private string _power = "";
    private int _polls;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var prefix = await SignInAsync(cancellationToken);
        // The first command carries the digest; asking for the power proves it.
        var answer = await _link!.AskAsync(PjLinkWire.Command("1POWR", "?", prefix), line => PjLinkWire.Answers(line, "1POWR") || IsDenial(line), s_patience, cancellationToken, sensitive: prefix.Length > 0);
        if (IsDenial(answer)) throw new DeviceException(DeviceProblems.Denied, "PJLINK ERRA: the password is wrong");
        TellPower(PjLinkWire.Value(answer));
        _abilities = await PjLinkAbilities.AskAsync(AskAsync, context.Report, cancellationToken);
        context.Report.Describe(_abilities.Capabilities());
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            TellPower(await AskAsync("1POWR", "?", cancellationToken));
        }
        catch (NoAnswerException) when (_power == "standby")
        {
            // NEC in standby says nothing at all (home-assistant/core#26719); it is no fault.
            return;
        }

        if (context.CommandWaits())
        {
            if (_power != "on") ForgetPicture();
            return;
        }

        if (_polls++ % 30 == 0)
        {
            if (PjLinkWire.LampHours(await AskAsync("1LAMP", "?", cancellationToken)) is { } hours) context.Report.Measure("lamp_hours", hours);
        }

        if (PjLinkWire.Errors(await AskAsync("1ERST", "?", cancellationToken)) is { } errors) context.Report.Set("errors", errors);
        if (_power == "on") await TellPictureAsync(cancellationToken);
        else ForgetPicture();
    }

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        var result = await SendAsync(command, cancellationToken);
        if (result.Outcome == CommandOutcome.Done && command.Capability == "power") TellPower(await AskAsync("1POWR", "?", cancellationToken));
        else if (result.Outcome == CommandOutcome.Done && _power == "on") await TellPictureAsync(cancellationToken);
        return result;
    }

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CommandResult> SendAsync(DeviceCommand command, CancellationToken cancellationToken) => (command.Capability, command.Action) switch
    {
        ("power", "on") => await DoAsync("1POWR", "1", cancellationToken),
        ("power", "off") => await DoAsync("1POWR", "0", cancellationToken),
        ("input", _) => await DoAsync(_abilities.Class == 2 ? "2INPT" : "1INPT", command.Text("input").ToUpperInvariant(), cancellationToken),
        ("mute", var action) => await MuteAsync('2', action == "on", cancellationToken),
        ("picture_mute", var action) => await MuteAsync('1', action == "on", cancellationToken),
        ("freeze", var action) => await DoAsync("2FREZ", action == "on" ? "1" : "0", cancellationToken),
        ("volume", var action) => await DoAsync("2SVOL", action == "up" ? "1" : "0", cancellationToken),
        _ => CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"),
    };

    /// <summary>Some projectors mute picture and sound only together and answer ERR2 to one alone.</summary>
    private async Task<CommandResult> MuteAsync(char what, bool on, CancellationToken cancellationToken)
    {
        var result = await DoAsync("1AVMT", $"{what}{(on ? 1 : 0)}", cancellationToken);
        return result.Code == CommandProblems.ArgumentInvalid ? await DoAsync("1AVMT", on ? "31" : "30", cancellationToken) : result;
    }

    private async Task<CommandResult> DoAsync(string command, string parameter, CancellationToken cancellationToken)
    {
        try
        {
            var value = await AskAsync(command, parameter, cancellationToken);
            return PjLinkWire.Refusal(value) ?? (value.Equals("OK", StringComparison.OrdinalIgnoreCase) ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the projector answered \"{value}\""));
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown($"%{command} {parameter}: {error.Message}");
        }
    }

    private async Task<string> AskAsync(string command, string parameter, CancellationToken cancellationToken) =>
        PjLinkWire.Value(await _link!.AskAsync(PjLinkWire.Command(command, parameter), line => PjLinkWire.Answers(line, command), s_patience, cancellationToken));

    private async Task TellPictureAsync(CancellationToken cancellationToken)
    {
        var input = await AskAsync(_abilities.Class == 2 ? "2INPT" : "1INPT", "?", cancellationToken);
        if (PjLinkWire.Inputs(input) is [var known]) context.Report.Set("input", known);
        var mute = await AskAsync("1AVMT", "?", cancellationToken);
        if (mute is "11" or "21" or "30" or "31")
        {
            context.Report.Set("picture_mute", mute is "11" or "31");
            context.Report.Set("mute", mute is "21" or "31");
        }

        var frozen = _abilities.Class == 2 ? await AskAsync("2FREZ", "?", cancellationToken) : "";
        if (frozen is "0" or "1") context.Report.Set("freeze", frozen == "1");
    }

    private void ForgetPicture()
    {
        foreach (var property in new[] { "input", "mute", "picture_mute", "freeze" }) context.Report.Forget(property);
    }

    private void TellPower(string value)
    {
        if (PjLinkWire.Power(value) is not { } power) return;
        _power = power;
        context.Report.Set("power", power);
    }

    /// <summary>Opens the connection and reads the greeting; what must go before the first command, empty without a password.</summary>
    private async Task<string> SignInAsync(CancellationToken cancellationToken)
    {
        var greeting = await GreetAsync(cancellationToken);
        if (greeting == "PJLINK 0") return "";
        if (!greeting.StartsWith("PJLINK 1 ", StringComparison.Ordinal)) throw new DeviceException(DeviceProblems.Unexpected, $"no PJLink greeting but \"{Shown(greeting)}\"");
        var password = context.Settings.Text("password");
        if (password.Length == 0) throw new DeviceException(DeviceProblems.Denied, "the projector asks for a password and none is set");

        var digest = context.Settings.Text("digest");
        if (digest == "sha256" || digest == "auto" && !context.Memory.ContainsKey("pjlink.md5"))
        {
            if (await OfferSha256Async(password, cancellationToken) is { } prefix) return prefix;
            if (digest == "sha256") throw new DeviceException(DeviceProblems.Denied, "the projector does not know SHA-256");
            // It took the offer for a wrong digest; its next greeting is another one.
            context.Memory["pjlink.md5"] = "";
            await _link!.DisposeAsync();
            greeting = await GreetAsync(cancellationToken);
        }

        return PjLinkWire.Md5Digest(greeting["PJLINK 1 ".Length..], password);
    }

    private async Task<string?> OfferSha256Async(string password, CancellationToken cancellationToken)
    {
        try
        {
            var answer = Encoding.UTF8.GetString(await _link!.AskAsync("PJLINK 2\r"u8.ToArray(), line => line.AsSpan().StartsWith("PJLINK "u8), s_patience, cancellationToken));
            return answer.StartsWith("PJLINK 2 ", StringComparison.Ordinal) ? PjLinkWire.Sha256Digest(answer["PJLINK 2 ".Length..].Trim(), RandomNumberGenerator.GetBytes(16), password) : null;
        }
        catch (FormatException error)
        {
            throw new DeviceException(DeviceProblems.Garbled, error.Message, error);
        }
        catch (DeviceException error) when (error.Code is DeviceProblems.LinkLost or DeviceProblems.NoAnswer)
        {
            return null;
        }
    }

    private async Task<string> GreetAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), FrameCutters.Lines, context.Time, maxFrameBytes: PjLinkWire.MaxLine);
        return Encoding.UTF8.GetString(await _link.NextAsync(line => line.AsSpan().StartsWith("PJLINK "u8), s_patience, cancellationToken)).Trim();
    }

    private static bool IsDenial(byte[] line) => line.AsSpan().StartsWith("PJLINK ERRA"u8);

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
