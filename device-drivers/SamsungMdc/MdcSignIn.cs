using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.SamsungMdc;

/// <summary>The secure protocol's way in: the display says that it wants TLS, then wants its PIN, then says whether it was right.</summary>
internal static class MdcSignIn
{
    private const int Longest = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <param name="link">Belongs to the one that is returned.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Denied"/>: the PIN is wrong.</exception>
    public static async Task<ILink> EnterAsync(DriverContext context, ILink link, string pin, CancellationToken cancellationToken)
    {
        var greeting = await HearAsync(link, context.Time, cancellationToken);
        if (greeting != Encoding.ASCII.GetString(MdcWire.TlsGreeting)) throw new DeviceException(DeviceProblems.Unexpected, $"the display does not ask for TLS but says \"{greeting}\"; its secure protocol is off, or the PIN is to be left empty");
        var secure = await context.SecureAsync(link, context.Settings.Text("fingerprint"), cancellationToken);
        try
        {
            await secure.SendAsync(Encoding.ASCII.GetBytes(pin), sensitive: true, cancellationToken);
            var answer = await HearAsync(secure, context.Time, cancellationToken);
            return answer == "MDCAUTH<<PASS>>" ? secure : throw new DeviceException(DeviceProblems.Denied, $"{answer}: the PIN is wrong");
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>Text until ">>", and nothing beyond it: what follows is TLS.</summary>
    private static async Task<string> HearAsync(ILink link, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var heard = new List<byte>();
        var piece = new byte[1];
        try
        {
            while (heard.Count < Longest)
            {
                if (await link.ReceiveAsync(piece, either.Token) == 0) throw new DeviceException(DeviceProblems.LinkLost, "the display ended the connection");
                heard.Add(piece[0]);
                if (heard is [.., (byte)'>', (byte)'>']) return Encoding.ASCII.GetString([.. heard]);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"no sign-in within {s_patience.TotalSeconds:0} s");
        }

        throw new DeviceException(DeviceProblems.Garbled, "what the display says at first is no sign-in");
    }
}
