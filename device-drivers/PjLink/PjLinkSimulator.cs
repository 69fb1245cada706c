using System.Security.Cryptography;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>
/// A projector as they stand under ceilings: 8 s to warm up, 5 s to cool down, no input to choose in standby, hangs up
/// after 30 s without a question, lamp hours that grow while it is on.
/// </summary>
[Simulator("pjlink")]
internal sealed class PjLinkSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private DateTimeOffset _switched = DateTimeOffset.MinValue;
    private bool _on;
    private double _lampSeconds = 1163 * 3600;
    private string _input = "31";
    private string _mute = "30";
    private bool _frozen;

    public string Password { get; set; } = "";

    /// <summary>1 or 2.</summary>
    public int Class { get; set; } = 2;

    /// <summary>Speaks 2.10.</summary>
    public bool KnowsSha256 { get; set; } = true;

    /// <summary>Answers ERR2 when picture or sound is to be muted alone.</summary>
    public bool MutesJointly { get; set; }

    /// <summary>Says nothing in standby, like NEC's.</summary>
    public bool SilentInStandby { get; set; }

    /// <summary>It has been on for long.</summary>
    public bool IsOn
    {
        init => _on = value;
    }

    public string Errors { get; set; } = "000000";

    /// <summary>0 standby, 1 on, 2 cooling, 3 warming.</summary>
    public int Power
    {
        get
        {
            lock (_gate)
            {
                var since = time.GetUtcNow() - _switched;
                return _on ? since < TimeSpan.FromSeconds(8) ? 3 : 1 : since < TimeSpan.FromSeconds(5) ? 2 : 0;
            }
        }
    }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        await using var link = new FramedLink(line, FrameCutters.Lines, time, maxFrameBytes: 256);
        await SayAsync(link, Password.Length == 0 ? "PJLINK 0" : $"PJLINK 1 {random}", cancellationToken);
        string? theirs = null;
        var known = Password.Length == 0;
        while (true)
        {
            string request;
            try
            {
                request = Encoding.UTF8.GetString(await link.NextAsync(_ => true, TimeSpan.FromSeconds(30), cancellationToken));
            }
            catch (NoAnswerException)
            {
                return;
            }

            if (!known && KnowsSha256 && request == "PJLINK 2")
            {
                theirs = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                await SayAsync(link, $"PJLINK 2 {theirs}", cancellationToken);
                continue;
            }

            var start = request.IndexOf('%', StringComparison.Ordinal);
            if (!known && (start < 0 || !IsDigest(request[..start], random, theirs)))
            {
                await SayAsync(link, "PJLINK ERRA", cancellationToken);
                return;
            }

            known = true;
            if (start < 0 || (SilentInStandby && Power == 0)) continue;
            if (Answer(request[start..]) is { } answer) await SayAsync(link, answer, cancellationToken);
        }
    }

    private bool IsDigest(string digest, string random, string? theirs)
    {
        if (theirs is null) return digest == PjLinkWire.Md5Digest(random, Password);
        return digest.Length == 96 && digest == PjLinkWire.Sha256Digest(theirs, Convert.FromHexString(digest[..32]), Password);
    }

    private string? Answer(string request)
    {
        if (request.Length < 8 || request[6] != ' ') return null;
        var (command, parameter) = (request[1..6].ToUpperInvariant(), request[7..]);
        lock (_gate) return $"%{command}={(parameter.StartsWith('?') ? Tell(command, parameter[1..]) : Do(command, parameter))}";
    }

    private string Tell(string command, string parameter) => command switch
    {
        "1POWR" => $"{Power}",
        "1INPT" or "2INPT" => Power == 1 ? _input : "ERR3",
        "1INST" or "2INST" => "11 31 32 51",
        "2INNM" when Class == 2 => parameter switch { "11" => "电脑", "31" => "HDMI 1", "32" => "HDMI 2", "51" => "LAN", _ => "ERR2" },
        "1AVMT" => Power == 1 ? _mute : "ERR3",
        "1ERST" => Errors,
        "1LAMP" => $"{LampHours} {(_on ? 1 : 0)}",
        "1NAME" => "教室投影机",
        "1INF1" => "Tongtang",
        "1INF2" => "Simulated projector",
        "1INFO" => "",
        "1CLSS" => $"{Class}",
        "2FREZ" when Class == 2 => Power == 1 ? _frozen ? "1" : "0" : "ERR3",
        "2SVER" when Class == 2 => "1.0",
        "2SNUM" when Class == 2 => "TT-0001",
        "2FILT" when Class == 2 => "120",
        _ => "ERR1",
    };

    private string Do(string command, string parameter) => (command, parameter) switch
    {
        ("1POWR", "0" or "1") => Switch(parameter == "1"),
        ("1POWR", _) => "ERR2",
        ("1INPT" or "2INPT", "11" or "31" or "32" or "51") => WhileOn(() => _input = parameter),
        ("1INPT" or "2INPT", _) => "ERR2",
        ("1AVMT", "10" or "11" or "20" or "21") when MutesJointly => "ERR2",
        ("1AVMT", "10" or "11" or "20" or "21" or "30" or "31") => WhileOn(() => _mute = Muted(parameter)),
        ("1AVMT", _) => "ERR2",
        ("2FREZ", "0" or "1") when Class == 2 => WhileOn(() => _frozen = parameter == "1"),
        ("2SVOL" or "2MVOL", "0" or "1") when Class == 2 => WhileOn(() => { }),
        _ => "ERR1",
    };

    private string Muted(string parameter)
    {
        var (picture, sound) = (_mute is "11" or "31", _mute is "21" or "31");
        var on = parameter[1] == '1';
        if (parameter[0] is '1' or '3') picture = on;
        if (parameter[0] is '2' or '3') sound = on;
        return (picture, sound) switch { (true, true) => "31", (true, false) => "11", (false, true) => "21", _ => "30" };
    }

    private string WhileOn(Action change)
    {
        if (Power != 1) return "ERR3";
        change();
        return "OK";
    }

    private string Switch(bool on)
    {
        if (Power is 2 or 3 && on != _on) return "ERR3";
        if (on == _on) return "OK";
        if (_on) _lampSeconds += (time.GetUtcNow() - _switched).TotalSeconds;
        (_on, _switched) = (on, time.GetUtcNow());
        return "OK";
    }

    private int LampHours => (int)((_lampSeconds + (_on ? (time.GetUtcNow() - _switched).TotalSeconds : 0)) / 3600);

    private static ValueTask SayAsync(FramedLink link, string line, CancellationToken cancellationToken) => link.SendAsync(Encoding.UTF8.GetBytes(line + "\r"), cancellationToken);
}
