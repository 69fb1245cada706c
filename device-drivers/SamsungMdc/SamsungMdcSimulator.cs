using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Tls;

namespace Tongtang.DeviceDrivers.SamsungMdc;

/// <summary>
/// A Samsung display: it hears nothing for its first seconds, refuses everything for some more while it loads, answers
/// with its own id whatever id was asked, and reports an input that a computer feeds as one that cannot be set.
/// </summary>
[Simulator("samsung-mdc")]
internal sealed class SamsungMdcSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private readonly SimulatedPanel _panel = new(time) { Input = "21" };
    private readonly Lazy<X509Certificate2> _certificate = new(NewCertificate);

    /// <summary>With one it wants TLS.</summary>
    public string Pin { get; set; } = "";

    public bool IsOn
    {
        init => _panel = new(time) { Input = "21", IsOn = value };
    }

    /// <summary>Its content player runs: it refuses everything but power.</summary>
    public bool PlaysContent { get; set; }

    /// <summary>What it reports as its id, whatever id it was asked by.</summary>
    public byte ReportedId { get; set; } = 0xFF;

    public SimulatedPanel Panel => _panel;

    public string Fingerprint => _certificate.Value.GetCertHashString(HashAlgorithmName.SHA256);

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        if (Pin.Length == 0)
        {
            await AnsweredLine.ServeAsync(line, MdcWire.Requests, time, Answer, cancellationToken);
            return;
        }

        await line.SendAsync(MdcWire.TlsGreeting.ToArray(), sensitive: false, cancellationToken);
        await using var secure = await TlsLink.AcceptAsync(line, _certificate.Value, cancellationToken);
        var pin = new byte[16];
        var length = await secure.ReceiveAsync(pin, cancellationToken);
        var right = Encoding.ASCII.GetString(pin, 0, length) == Pin;
        await secure.SendAsync(right ? "MDCAUTH<<PASS>>"u8.ToArray() : "MDCAUTH<<FAIL:0001>>"u8.ToArray(), sensitive: false, cancellationToken);
        if (right) await AnsweredLine.ServeAsync(secure, MdcWire.Requests, time, Answer, cancellationToken);
    }

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            var (command, id, value) = (request[1], request[2], request[3] == 1 ? request[4] : (byte?)null);
            if (id == 0xFE)
            {
                if (value is { } toAll) _ = Do(command, toAll);
                return null;
            }

            if (_panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            if (PlaysContent && command != MdcWire.Power) return No(command);
            if (value is { } asked && !Do(command, asked)) return No(command);
            return Tell(command) is { } told ? MdcWire.Reply(command, ReportedId, accepted: true, told) : No(command);
        }
    }

    private byte[] No(byte command) => MdcWire.Reply(command, ReportedId, accepted: false, 1);

    private bool Do(byte command, byte value)
    {
        if (command == MdcWire.Power) return value <= 1 && _panel.Switch(value == 1);
        if (_panel.Power != PanelPower.On) return false;
        switch (command)
        {
            case MdcWire.Volume when value <= 100:
                _panel.Volume = value;
                return true;
            case MdcWire.Backlight when value <= 100:
                _panel.Backlight = value;
                return true;
            case MdcWire.Mute when value <= 1:
                _panel.Muted = value == 1;
                return true;
            case MdcWire.PanelOff when value <= 1:
                _panel.Dark = value == 1;
                return true;
            case MdcWire.Lock when value <= 1:
                _panel.Locked = value == 1;
                return true;
            case MdcWire.Input when MdcWire.Inputs.Any(input => input.Code == $"{value:X2}"):
                _panel.Input = $"{value:X2}";
                return true;
            default:
                return false;
        }
    }

    private byte[]? Tell(byte command) => command switch
    {
        MdcWire.Power => [(byte)(_panel.Power is PanelPower.On or PanelPower.Warming ? 1 : 0)],
        MdcWire.Serial => Encoding.ASCII.GetBytes("TT0001SIM"),
        _ when _panel.Power != PanelPower.On => null,
        MdcWire.Status => [1, (byte)_panel.Volume, Flag(_panel.Muted), Reported(), 0x10, 0, 0],
        MdcWire.Volume => [(byte)_panel.Volume],
        MdcWire.Mute => [Flag(_panel.Muted)],
        MdcWire.Input => [Reported()],
        MdcWire.Backlight => [(byte)_panel.Backlight],
        MdcWire.PanelOff => [Flag(_panel.Dark)],
        MdcWire.Lock => [Flag(_panel.Locked)],
        MdcWire.Errors => [0, 0, 0, 0, 41, 0],
        _ => null,
    };

    /// <summary>A computer feeds HDMI 1 and 2.</summary>
    private byte Reported() => _panel.Input switch
    {
        "21" => 0x22,
        "23" => 0x24,
        var code => Convert.ToByte(code, 16),
    };

    private static byte Flag(bool on) => on ? (byte)1 : (byte)0;

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Samsung display (simulated)", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
