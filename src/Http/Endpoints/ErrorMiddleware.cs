using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Maps every failed request to a status code, an answer and a log entry. Exceptions may quote a body or a variable's value. So neither the
/// caller nor the log gets the message of an unexpected exception; the log gets its type and place.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, BodyLimits limits, RefusalLog refusals, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            LogAnswer(http);
        }
        catch (WireFaultException fault)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (NoSuchLogException fault)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            // The rest of the body is not expected, or is no body. If the caller ended within a text, Kestrel's pipe is still in a read,
            // and the attempt to read a next request would fail ("Reading is already in progress").
            http.Response.Headers.Connection = "close";
            await RefuseAsync(http, fault.StatusCode, WordsOf(http, fault));
        }
        catch (Exception fault) when (fault is TryLaterException or OutOfTouchException)
        {
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
        catch (Exception fault)
            when (fault is ClientDisconnectedException
                || (fault is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            )
        {
            http.Abort();
            log.CallerLeft(Request(http), Session(http));
        }
        catch (TimeoutException)
        {
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "no answer in time; ask again");
        }
        catch (Exception fault)
        {
            log.RequestFailed(Request(http), fault.GetType().FullName, Session(http), fault.StackTrace);
            await RefuseAsync(http, StatusCodes.Status500InternalServerError, "internal error; the sidecar's log has more");
        }
    }

    private string WordsOf(HttpContext http, BadHttpRequestException fault)
    {
        if (fault.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            var limit = limits.TimeLimit.TotalSeconds;
            return FormattableString.Invariant(
                $"body: slower than {BodyLimits.SlowestBytesPerSecond} bytes a second, or not here after {limit:0} s (BodyTimeLimitSeconds)"
            );
        }
        if (fault.StatusCode != StatusCodes.Status413PayloadTooLarge)
            return "body: could not be read";
        var largest = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? BodyLimits.LargestBody;
        return "body: larger than " + (largest >= 1 << 20 ? $"{largest >> 20} MiB" : $"{largest >> 10} KiB");
    }

    private async Task RefuseAsync(HttpContext http, int status, string words)
    {
        if (http.Response.HasStarted)
        {
            // A truncated log must not look complete.
            http.Abort();
            return;
        }
        var close = http.Response.Headers.Connection;
        http.Response.Clear();
        http.Response.Headers.Connection = close;
        try
        {
            await http.RefuseAsync(status, words);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller left between its fault and the answer to it.
            log.CallerLeft(Request(http), Session(http));
            return;
        }
        LogAnswer(http);
    }

    private void LogAnswer(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var endpoint = http.GetEndpoint()?.Metadata;
        if (status >= StatusCodes.Status400BadRequest && endpoint?.GetMetadata<CreatesPods>() is not null)
            refusals.CreateRefused(http.Pod(), status, http.Refusal() ?? "no reason", http.Session());
        else if (status >= StatusCodes.Status500InternalServerError && !IsExpected(http, endpoint))
            refusals.Failed(Request(http), status, http.Session());
        if (log.IsEnabled(LogLevel.Debug))
            log.Answered(Request(http), status, Session(http));
    }

    /// <summary>An answer that says when to ask again is no failure of the sidecar.</summary>
    private static bool IsExpected(HttpContext http, EndpointMetadataCollection? endpoint) =>
        http.Response.Headers.RetryAfter.Count > 0 || endpoint?.GetMetadata<OftenAsked>() is not null;

    /// <summary>The path is the caller's decoded text, which may contain line breaks.</summary>
    private static string Request(HttpContext http) => Short($"{http.Request.Method} {http.Request.Path}");

    private static string Session(HttpContext http) => http.Session() ?? "no session";

    private static string Short(string text) => OneLine.Of(text, 80, more: "");
}
