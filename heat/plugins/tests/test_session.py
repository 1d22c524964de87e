"""Token, TLS, time-outs and repetition, against the fake iControl over a real socket."""

import dataclasses
import threading

import pytest

from adtech_axc import errors, session


@pytest.fixture
def calls(settings):
    made = session.Session(settings)
    yield made
    made.close()


def logins(box):
    return [call for call in box.calls if call[1].endswith('/login')]


def test_one_token_serves_all_calls_and_is_given_back(box, settings):
    calls = session.Session(settings)
    for _ in range(3):
        calls.get('pool', 'list pools')
    assert len(logins(box)) == 1 and len(box.tokens) == 1
    calls.close()
    assert box.tokens == {}


def test_threads_share_one_token(box, calls):
    threads = [threading.Thread(target=calls.get, args=('pool', 'list pools')) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(logins(box)) == 1


def test_equal_settings_share_a_session(settings):
    assert session.shared(settings) is session.shared(dataclasses.replace(settings))
    assert session.shared(settings) is not session.shared(dataclasses.replace(settings, password='other'))
    assert 'secret' not in repr(settings)


def test_a_token_is_renewed_before_it_expires_and_the_old_one_is_given_back(box, settings):
    now = [0.0]
    calls = session.Session(settings, clock=lambda: now[0])
    calls.get('pool', 'list pools')
    now[0] = 959
    calls.get('pool', 'list pools')
    assert len(logins(box)) == 1
    now[0] = 961
    calls.get('pool', 'list pools')
    assert len(logins(box)) == 2 and len(box.tokens) == 1


def test_a_token_that_cannot_be_given_back_is_not_logged(box, settings, caplog):
    calls = session.Session(settings)
    calls.get('pool', 'list pools')
    token, = box.tokens
    calls.host = '127.0.0.1:1'
    with caplog.at_level('DEBUG', logger='adtech_axc.session'):
        calls.close()
    said = ' '.join(record.getMessage() for record in caplog.records if record.name == 'adtech_axc.session')
    assert 'left to expire' in said and token not in said


def test_a_refused_token_leads_to_one_new_login(box, calls):
    calls.get('pool', 'list pools')
    box.tokens.clear()
    calls.get('pool', 'list pools')
    assert len(logins(box)) == 2


def test_a_wrong_password_is_not_tried_again(box, settings):
    calls = session.Session(dataclasses.replace(settings, password='wrong'))
    with pytest.raises(errors.BIGIPError) as caught:
        calls.get('pool', 'list pools')
    assert len(logins(box)) == 1
    assert 'login as heat failed' in str(caught.value) and '[adtech_bigip]' in str(caught.value)
    assert 'wrong' not in str(caught.value)


@pytest.mark.parametrize('status, message', [
    (503, 'There is an active asynchronous task executing.'),
    (400, '01070734:3: Configuration error: the configuration is locked by another user'),
    (404, 'Public URI path not registered: /tm/ltm/pool'),
    (None, ''),
])
def test_a_busy_box_is_asked_again(box, calls, status, message):
    box.fail('GET', '/pool$', status, message, times=2)
    assert calls.get('pool', 'list pools') == {'items': []}


def test_repetition_ends(box, calls):
    box.fail('GET', '/pool$', 503, 'busy', times=99)
    with pytest.raises(errors.BIGIPError) as caught:
        calls.get('pool', 'list pools')
    assert caught.value.status == 503
    assert len([call for call in box.calls if call[1].endswith('/pool')]) == 1 + 3


@pytest.mark.parametrize('status', [400, 403, 404, 409, 500])
def test_a_refusal_is_not_repeated(box, calls, status):
    box.fail('GET', '/pool$', status, 'no', times=99)
    with pytest.raises(errors.BIGIPError, match=r'cannot list pools: no \(HTTP %d\)' % status):
        calls.get('pool', 'list pools')
    assert len([call for call in box.calls if call[1].endswith('/pool')]) == 1


def test_a_passing_failure_is_told_from_a_lasting_one(box, calls):
    box.fail('GET', '/pool$', 404, 'Public URI path not registered: /tm/ltm/pool', times=99)
    with pytest.raises(errors.BIGIPError, match=r'\(HTTP 404, temporarily\)\. Remedy: The BIG-IP is busy'):
        calls.get('pool', 'list pools')


def test_no_answer_in_time_is_an_error_that_says_so(box, settings):
    calls = session.Session(dataclasses.replace(settings, timeout=0.2, retries=0))
    box.fail('GET', '/pool$', 200, 'late', hang=1)
    with pytest.raises(errors.Unreachable, match='no answer within 0.2 s'):
        calls.get('pool', 'list pools')


def test_a_certificate_of_another_ca_is_refused_without_repetition(settings, box, tmp_path):
    import fake_icontrol
    other = fake_icontrol.make_certificate(tmp_path)
    calls = session.Session(dataclasses.replace(settings, ca_file=other))
    with pytest.raises(errors.Unreachable, match='ca_file of \\[adtech_bigip\\]'):
        calls.get('pool', 'list pools')
    assert box.calls == []


def test_an_absent_ca_file_is_named(settings):
    calls = session.Session(dataclasses.replace(settings, ca_file='/nonexistent/ca.pem'))
    with pytest.raises(errors.Unreachable, match='/nonexistent/ca.pem'):
        calls.get('pool', 'list pools')


def test_nobody_listens(settings):
    calls = session.Session(dataclasses.replace(settings, host='127.0.0.1:1'))
    with pytest.raises(errors.Unreachable, match='Check host in'):
        calls.get('pool', 'list pools')
