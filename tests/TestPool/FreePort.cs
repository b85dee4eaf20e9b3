using System.Net;
using System.Net.Sockets;

namespace HtcondorActors.TestPool;

/// <summary>TCP ports for programs that are started later, and for servers that must not be there.</summary>
public static class FreePort
{
    private const int First = 10_000;

    // Linux gives outgoing connections 32768 and up. Such a port may be taken by any connection before its server starts.
    private const int Last = 19_999; // pool/start takes the ports from 20000

    // Test projects run side by side, so each begins somewhere else.
    private static int s_next = Random.Shared.Next(Last - First);

    /// <summary>A port of 127.0.0.1 on which nothing listens. No other call in this process returns it soon.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_next) % (Last - First + 1));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one may be free.
            }
        }
    }
}
